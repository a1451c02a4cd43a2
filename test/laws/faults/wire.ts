/** A subject behind a relay that may change the bytes; without changes the relay keeps the whole law. */

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { ServerSubject } from "../../../src/laws/index.ts";
import { withContext } from "./plant.ts";

/** What happens to the bytes; texts are Latin-1. */
export interface Wire {
  /** A piece of what the client sends; undefined cuts the connection. */
  readonly request?: (bytes: string) => string | undefined;
  /** A piece of what the server sends. */
  readonly answer?: (bytes: string) => string;
  /** The client has closed its direction. */
  readonly onEnd?: (client: Socket) => void;
}

/** Puts the relay before a subject that listens on TCP. */
export function throughWire(subject: ServerSubject, wire: Wire): ServerSubject {
  return {
    ...subject,
    start: async (handler, demands) => {
      const clients = new Map<number, Socket>();
      const served = await subject.start((request, context) => {
        const { remoteAddress = "", remotePort = 0 } = clients.get(context.client.port) ?? {};
        const client = { address: remoteAddress, port: remotePort };
        return handler(request, withContext(context, { client, peer: client }));
      }, demands);
      const sockets = new Set<Socket>();
      const relay = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
        const server = connect({ ...served.address, allowHalfOpen: true, noDelay: true } as never);
        sockets.add(client);
        server.once("connect", () => clients.set(server.localPort ?? 0, client));
        join(client, server, wire);
      });
      const port = await listen(relay);
      return {
        address: { kind: "tcp", host: "127.0.0.1", port },
        drain: () => {
          relay.close();
          return served.drain();
        },
        [Symbol.asyncDispose]: async () => {
          relay.close();
          for (const socket of sockets) socket.destroy();
          await served[Symbol.asyncDispose]();
        },
      };
    },
  };
}

function join(client: Socket, server: Socket, wire: Wire): void {
  const cut = (): void => void client.destroy();
  const { request = keep, answer = keep, onEnd = () => server.end() } = wire;
  client.on("end", () => onEnd(client));
  server.on("end", () => client.end());
  carry(client, server, (bytes) => request(bytes) ?? (cut(), ""));
  carry(server, client, answer);
  closeWith(client, server);
  closeWith(server, client);
}

function carry(from: Socket, to: Socket, change: (bytes: string) => string): void {
  from.on("data", (bytes: Buffer) => {
    const changed =
      change === keep ? bytes : Buffer.from(change(bytes.toString("latin1")), "latin1");
    if (changed.byteLength === 0 || !to.writable || to.write(changed)) return;
    from.pause();
    to.once("drain", () => from.resume());
  });
}

function closeWith(one: Socket, other: Socket): void {
  one.on("error", () => other.resetAndDestroy());
  one.on("close", () => other.destroy());
}

function keep(bytes: string): string {
  return bytes;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/**
 * Requests with an Upgrade field, which node:http lets go of with their connection. Those that ask for a WebSocket are
 * answered on it; any other protocol is ignored (RFC 9110 §7.8), and node:http reads the request again without the field.
 */

import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { asksForWebSocket, type NodeExchangeStart } from "../../../http/index.ts";
import type { Connection } from "./connection.ts";

/** What `upgrade` of node:http shows. */
export interface UpgradeEvent {
  readonly incoming: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
}

/** What upgrades need of their server. */
export interface UpgradeHost {
  /** How many fields of a header node:http shows at most. */
  readonly nodeHeaderCount: number;
  serve(start: NodeExchangeStart): void;
}

/** Serves one such request, when everything before it on its connection is answered. */
export function serveUpgrade(
  server: Server,
  event: UpgradeEvent,
  { connection, host }: { readonly connection: Connection; readonly host: UpgradeHost },
): void {
  const { incoming, socket } = event;
  connection.detach();
  // A header of which a part may be missing must not be written anew: the server refuses it.
  const isWhole = incoming.rawHeaders.length < 2 * host.nodeHeaderCount;
  connection.afterAnswers(() => {
    if (isWhole && !asksForWebSocket(incoming)) {
      connection.attach();
      socket.unshift(formatWithoutUpgrade(event));
      server.emit("connection", socket);
    } else {
      connection.spoil();
      host.serve(toStart(event));
    }
  });
}

/** An answer for the case that there will be no upgrade. */
function toStart(event: UpgradeEvent): NodeExchangeStart {
  const { incoming, socket } = event;
  const outgoing = new ServerResponse(incoming);
  outgoing.assignSocket(socket);
  // What node:http has wired for connections that are its own.
  const onDrain = (): void => void outgoing.emit("drain");
  const onEnd = (): void => void socket.destroy();
  socket.on("drain", onDrain).on("end", onEnd);
  const detach = outgoing.detachSocket.bind(outgoing);
  outgoing.detachSocket = (from) => {
    socket.off("drain", onDrain).off("end", onEnd);
    detach(from);
  };
  return { incoming, outgoing, expectsContinue: false, place: event };
}

/** The request as if it had asked for no other protocol, and what came behind it. */
function formatWithoutUpgrade({ incoming, head }: UpgradeEvent): Buffer {
  const { method, url, httpVersion, rawHeaders } = incoming;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    const value = withoutUpgrade(name.toLowerCase(), rawHeaders[index + 1] as string);
    if (value !== undefined) lines.push(`${name}: ${value}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]);
}

function withoutUpgrade(name: string, value: string): string | undefined {
  if (name === "upgrade") return undefined;
  if (name !== "connection") return value;
  const options = value.split(",").map((option) => option.trim());
  const kept = options.filter((option) => option.toLowerCase() !== "upgrade");
  return kept.length === 0 ? undefined : kept.join(", ");
}

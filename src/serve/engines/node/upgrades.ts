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
  readonly connection: Connection;
  /** More fields in a header are refused. */
  readonly maxHeaders: number;
  serve(start: NodeExchangeStart): void;
}

/** Serves one such request, when everything before it on its connection is answered. */
export function serveUpgrade(
  server: Server,
  event: UpgradeEvent,
  { connection, maxHeaders, serve }: UpgradeHost,
): void {
  const { incoming, socket } = event;
  connection.detach();
  connection.afterAnswers(() => {
    const isRefused = incoming.rawHeaders.length > 2 * maxHeaders; // before any of them is left out
    if (!isRefused && !asksForWebSocket(incoming)) {
      connection.attach();
      socket.unshift(formatWithoutUpgrade(event));
      server.emit("connection", socket);
    } else {
      connection.spoil();
      serve(toStart(event));
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

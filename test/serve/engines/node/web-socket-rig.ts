/** Engine `node` with WebSockets in it, and real clients of it. */

import { once } from "node:events";
import { WebSocket, type ClientOptions } from "ws";
import type { Handler, UpgradeOptions } from "../../../../src/http/index.ts";
import type { Started } from "./started.ts";

/** Sends every message back. */
export function echoing(options?: UpgradeOptions): Handler {
  return (_request, context) => {
    const { socket, response } = context.upgrade(options);
    socket.addEventListener("message", ({ data }) => socket.send(data));
    return response;
  };
}

/** Where a server's WebSockets are. */
export function urlOf({ address }: Started, path = "/"): string {
  if (address.kind !== "tcp") throw new Error("no port");
  return `ws://127.0.0.1:${address.port}${path}`;
}

/** A client whose WebSocket is open; rejects with the client's error. */
export async function connect(url: string, options: ClientOptions = {}): Promise<WebSocket> {
  const client = new WebSocket(url, options);
  await once(client, "open");
  return client;
}

/** Sends a message and waits for the next one. */
export async function exchange(client: WebSocket, text: string): Promise<string> {
  const answer = once(client, "message");
  client.send(text);
  return String((await answer)[0]);
}

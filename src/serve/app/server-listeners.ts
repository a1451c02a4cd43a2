/** A node:http server that does not listen, as a handler: whoever hears its events answers. */

import type { EventEmitter } from "node:events";
import {
  createAnswered,
  fromNodePair,
  type Handler,
  type NodeSocket,
  type RequestContext,
  takeNodeSocket,
} from "../../http/index.ts";
import { appErrors } from "./errors.ts";

type Listener = (...parts: readonly object[]) => unknown;

/** Calls the server's listeners, those that it has at the moment of the request. */
export function toServerHandler(server: EventEmitter): Handler {
  const answer = fromNodePair("the listener", ({ incoming, outgoing, expectsContinue }) => {
    const hearsContinue = expectsContinue && server.listenerCount("checkContinue") > 0;
    if (expectsContinue && !hearsContinue) outgoing.writeContinue();
    const listeners = server.listeners(hearsContinue ? "checkContinue" : "request");
    if (listeners.length === 0) throw appErrors.fail.APP_SERVER_SILENT({});
    // Not by emit: what an async listener rejects with is an answer of 500, not the end of the process.
    const results = listeners.map((listen) =>
      (listen as Listener).call(server, incoming, outgoing),
    );
    return results.length === 1 ? results[0] : Promise.all(results);
  });
  return withUpgrades(server, answer);
}

/** Gives requests that ask for a WebSocket to the server's own `upgrade` listeners, if it has any at that moment. */
export function withUpgrades(server: EventEmitter, answer: Handler): Handler {
  return (request, context) => {
    if (server.listenerCount("upgrade") === 0) return answer(request, context);
    const place = takeNodeSocket(context);
    return place === undefined ? answer(request, context) : switchOver(server, place, context);
  };
}

/** The app's own WebSocket server gets the connection, and does with it what it likes. */
function switchOver(
  server: EventEmitter,
  { incoming, socket, head }: NodeSocket,
  context: RequestContext,
): Response {
  for (const listen of server.listeners("upgrade")) {
    const result = (listen as Listener).call(server, incoming, socket, head);
    if (result instanceof Promise) context.waitUntil(result);
  }
  return createAnswered(200);
}

/** A node:http server that does not listen, as a handler: whoever hears its events answers. */

import type { EventEmitter } from "node:events";
import { fromNodePair, type Handler } from "../../http/index.ts";
import { appErrors } from "./errors.ts";

type RequestListener = (...pair: readonly object[]) => unknown;

/** Calls the server's listeners, those that it has at the moment of the request. */
export function toServerHandler(server: EventEmitter): Handler {
  return fromNodePair("the listener", ({ incoming, outgoing, expectsContinue }) => {
    const hearsContinue = expectsContinue && server.listenerCount("checkContinue") > 0;
    if (expectsContinue && !hearsContinue) outgoing.writeContinue();
    const listeners = server.listeners(hearsContinue ? "checkContinue" : "request");
    if (listeners.length === 0) throw appErrors.fail.APP_SERVER_SILENT({});
    // Not by emit: what an async listener rejects with is an answer of 500, not the end of the process.
    const results = listeners.map((listen) =>
      (listen as RequestListener).call(server, incoming, outgoing),
    );
    return results.length === 1 ? results[0] : Promise.all(results);
  });
}

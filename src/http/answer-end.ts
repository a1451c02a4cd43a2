/** Tells an exchange that its answer is complete: one listener serves them all instead of a closure for each. */

import type { ServerResponse } from "node:http";

/** Who hears of it. */
export interface AnswerOwner {
  finish(): void;
}

/** Finds the exchange of a response. */
const owner: unique symbol = Symbol("exchange");

type OwnedResponse = ServerResponse & { [owner]?: AnswerOwner };

/** Calls `finish` when everything of the answer is handed to the connection. */
export function onAnswerEnd(outgoing: ServerResponse, exchange: AnswerOwner): void {
  const owned: OwnedResponse = outgoing;
  owned[owner] = exchange;
  owned.on("finish", tellFinished);
}

function tellFinished(this: OwnedResponse): void {
  this[owner]?.finish();
}

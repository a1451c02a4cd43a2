/** A request in the hands of a Node listener: whether it is being read, and how it is taken away. */

import type { IncomingMessage } from "node:http";
import { type ClientRefusal, toStatusLine } from "./refusal.ts";

/** Whether somebody has begun to read the body and has not lost interest. */
export function isBeingRead(incoming: IncomingMessage): boolean {
  return incoming.listenerCount("data") > 0 || incoming.listenerCount("readable") > 0;
}

/** Whether the next bytes of the body are the client's to send: somebody reads, and has all that came. */
export function isAwaitingClient(incoming: IncomingMessage): boolean {
  if (incoming.complete || incoming.destroyed || incoming.readableLength > 0) return false;
  return incoming.readableFlowing === true || incoming.listenerCount("readable") > 0;
}

/** Ends the listener's request for it, but not the connection, which has an answer to deliver: `refuse` sends it. */
export function evictListener(
  incoming: IncomingMessage,
  why: ClientRefusal,
  refuse: (status: string) => void,
): void {
  const status = toStatusLine(why);
  refuse(status);
  incoming.push = () => {
    refuse(status); // counts what still comes
    return true;
  };
  incoming._destroy = (error, done) => done(error);
  incoming.emit("aborted"); // body parsers look for this one
  incoming.destroy(incoming.listenerCount("error") > 0 ? why : undefined);
}

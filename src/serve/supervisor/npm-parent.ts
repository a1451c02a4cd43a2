/** npm and npx start us through a shell that dies of TERM without passing it on: then the stop was meant for us. */

import { type Clock, type Millis, millis } from "../../core/index.ts";

/** How often the parent is looked at; nothing tells a process that its parent has gone. */
const interval: Millis = millis(500);

/** Calls `onGone` once the process that started us has gone; the returned function stops looking. */
export function watchNpmParent(clock: Clock, onGone: () => void): () => void {
  const parent = process.ppid;
  let cancel = () => {};
  const look = () => {
    if (process.ppid !== parent) return onGone();
    cancel = clock.after(interval, look);
  };
  look();
  return () => cancel();
}

/** Whether a promise has an outcome already, as far as microtasks can tell. */

import { type Millis, systemClock } from "../core/index.ts";

/** How long it may take to show: turns of the microtask queue. */
const turns = 8;

/** Gives it a few turns; its rejection counts as an outcome, and as handled. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let seen = false;
  const see = (): void => void (seen = true);
  promise.then(see, see);
  for (let turn = 0; turn < turns && !seen; turn += 1) await undefined;
  return seen;
}

/** Whether a promise is still pending when the patience is over; one that rejects by then rejects. */
export async function lasts(chunk: Promise<unknown>, patience: Millis): Promise<boolean> {
  if (await isSettled(chunk)) return false;
  let isPending = true;
  const settle = (): void => void (isPending = false);
  const settled = chunk.then(settle, settle);
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = systemClock.after(patience, resolve);
  await Promise.race([settled, promise]);
  cancel();
  return isPending;
}

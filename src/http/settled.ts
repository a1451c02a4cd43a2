/** Whether a promise has an outcome already, as far as microtasks can tell, or soon. */

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

/** Whether a promise is still pending when the patience is over. */
export async function lasts(promise: Promise<unknown>, patience: Millis): Promise<boolean> {
  if (await isSettled(promise)) return false;
  const { promise: late, resolve } = Promise.withResolvers<true>();
  const cancel = systemClock.after(patience, () => resolve(true));
  const settle = (): false => false;
  const isLate = await Promise.race([promise.then(settle, settle), late]);
  cancel();
  return isLate;
}

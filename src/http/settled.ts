/** Whether a promise has an outcome already, as far as microtasks can tell. */

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

/** Deadlines: a subject that is broken breaks a promise instead of hanging whoever checks it. */

import { type Millis, millis, seconds, systemClock } from "../core/index.ts";

/** For a whole promise, whatever it waits for. */
export const promiseDeadline: Millis = seconds(20);

/** For one wait in a promise. */
export const waitDeadline: Millis = seconds(4);

/** The same promise, rejected with what was waited for when the time is over. */
export async function within<Value>(
  promise: Promise<Value>,
  what: string,
  deadline: Millis = waitDeadline,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = systemClock.after(deadline, () =>
    reject(new Error(`waited ${deadline} ms in vain: ${what}`)),
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop();
  }
}

/** Resolves when `condition` holds; it is looked at again and again until the deadline. */
export async function until(
  what: string,
  condition: () => boolean,
  deadline: Millis = waitDeadline,
): Promise<void> {
  const start = systemClock.now();
  while (!condition()) {
    if (systemClock.now() - start > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise<void>((resolve) => void systemClock.after(millis(10), resolve));
  }
}

/** Resolves when a growing count has not changed for twenty looks, or is beyond the bound. */
export async function standsStill(what: string, count: () => number, bound: number): Promise<void> {
  let seen = -1;
  let looks = 0;
  const isStill = (): boolean => {
    looks = count() === seen ? looks + 1 : 0;
    seen = count();
    return looks >= 20 || seen > bound;
  };
  await until(what, isStill, promiseDeadline);
}

/** Time as a thing that is handed in, so that a test can hold it still. */

import type { Millis } from "./durations.ts";

/** Reads the time and wakes its owner later. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean anything. */
  now(): number;
  /** Runs `wake` once after `delay` or 24 days, if the process lives that long; the returned function takes that back. */
  after(delay: Millis, wake: () => void): () => void;
  /** Waits for `delay`; the process stays alive meanwhile. */
  sleep(delay: Millis): Promise<void>;
}

/** Node fires a timer of more than these milliseconds (25 days) at once. */
const longestTimer = 2_147_483_647;

/** The real clock. A waiting timer does not keep the process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delay, wake) => {
    const timer = setTimeout(wake, Math.min(delay, longestTimer));
    timer.unref();
    return () => clearTimeout(timer);
  },
  sleep: (delay) =>
    new Promise((resolve) => void setTimeout(resolve, Math.min(delay, longestTimer))),
};

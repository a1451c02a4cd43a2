/** Time as a thing that is handed in, so that a test can hold it still. */

import type { Millis } from "./durations.ts";

/** Reads the time and wakes its owner later. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean anything. */
  now(): number;
  /** Runs `wake` once after `delay`, if the process lives that long; the returned function takes that back. */
  after(delay: Millis, wake: () => void): () => void;
  /** Waits for `delay`; the process stays alive meanwhile. */
  sleep(delay: Millis): Promise<void>;
}

/** The real clock. A waiting timer does not keep the process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delay, wake) => {
    const timer = setTimeout(wake, delay);
    timer.unref();
    return () => clearTimeout(timer);
  },
  sleep: (delay) => new Promise((resolve) => void setTimeout(resolve, delay)),
};

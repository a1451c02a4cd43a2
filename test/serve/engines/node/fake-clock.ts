/** A clock that stands still until a test moves it. */

import type { Clock, Millis } from "../../../../src/core/index.ts";

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** Time in the hands of a test. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 0;

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(delay: Millis, wake: () => void): () => void {
    const timer = { at: this.#now + delay, wake };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  sleep(delay: Millis): Promise<void> {
    return new Promise((resolve) => void this.after(delay, resolve));
  }

  /** Moves on; what was due wakes in order, at its own time. */
  advance(delay: number): void {
    const end = this.#now + delay;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.wake();
    }
    this.#now = end;
  }
}

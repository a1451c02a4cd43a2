/** What a worker was told and has not confirmed yet. */

/** Of one worker. Everything is confirmed when it has gone. */
export class Confirmations {
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>();
  #last = 0;
  #isOver = false;

  /** A number for something that is said now, and when it is confirmed. */
  expect(): { readonly revision: number; readonly confirmed: Promise<void> } {
    this.#last += 1;
    const waiting = Promise.withResolvers<void>();
    if (this.#isOver) waiting.resolve();
    else this.#waiting.set(this.#last, waiting);
    return { revision: this.#last, confirmed: waiting.promise };
  }

  /** The worker confirms; numbers that it was never told mean nothing. */
  hear(revision: number): void {
    this.#waiting.get(revision)?.resolve();
    this.#waiting.delete(revision);
  }

  /** The worker has gone. */
  end(): void {
    this.#isOver = true;
    for (const { resolve } of this.#waiting.values()) resolve();
    this.#waiting.clear();
  }
}

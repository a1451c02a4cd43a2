/** A coder of node:zlib as calls that wait: what goes in is taken before the next piece is asked for. */

import type { Duplex } from "node:stream";

/** Pieces of a body. */
export type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>, void>;

/** What node:zlib makes: `bytesWritten` counts the bytes that it has used up. */
export type Coder = Duplex & {
  readonly bytesWritten: number;
  flush(kind: number, callback: () => void): void;
};

/** A coder at work. */
export class CoderWork {
  readonly #coder: Coder;
  #error: Error | undefined;
  #wake: () => void = () => {};

  constructor(coder: Coder) {
    this.#coder = coder;
    coder.on("error", (error) => {
      this.#error = error;
      this.#wake();
    });
    coder.on("readable", () => this.#wake()).on("end", () => this.#wake());
  }

  /** Everything that it was given so far has been coded, and more would be too much. */
  get isOver(): boolean {
    return this.#coder.readableEnded;
  }

  get used(): number {
    return this.#coder.bytesWritten;
  }

  spoil(why: string): never {
    throw (this.#error = new Error(why));
  }

  isGuilty(error: unknown): boolean {
    return error === this.#error;
  }

  async *take(piece: Uint8Array): Pieces {
    let isTaken = false;
    if (this.isOver) return; // it would never say that it has taken more
    this.#coder.write(piece, () => {
      isTaken = true;
      this.#wake();
    });
    yield* this.#drain(() => isTaken);
  }

  /** Everything that it holds back; `kind` is the coding's own word for that. */
  async *flush(kind: number): Pieces {
    let isFlushed = false;
    this.#coder.flush(kind, () => {
      isFlushed = true;
      this.#wake();
    });
    yield* this.#drain(() => isFlushed);
  }

  async *finish(): Pieces {
    this.#coder.end();
    yield* this.#drain(() => false);
  }

  stop(): void {
    this.#coder.destroy();
  }

  /** What can be read until this is true, or the end. */
  async *#drain(isDone: () => boolean): Pieces {
    for (;;) {
      const news = new Promise<void>((resolve) => (this.#wake = resolve));
      const piece = this.#coder.read() as Uint8Array<ArrayBuffer> | null;
      if (piece !== null) yield piece;
      else if (this.#error !== undefined) throw this.#error;
      else if (isDone() || this.isOver) return;
      else await news;
    }
  }
}

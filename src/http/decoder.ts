/** One content coding undone, a piece at a time (RFC 9110 §8.4.1): nothing is read before it is asked for. */

import type { Duplex } from "node:stream";
import * as zlib from "node:zlib";
import { corrupt } from "./refused-body.ts";
import { ZstdFrame } from "./zstd-frame.ts";

/** Pieces of a body. */
export type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>, void>;

/** What node:zlib makes: `bytesWritten` counts the bytes that it has used up. */
type Decoder = Duplex & { readonly bytesWritten: number };

/** RFC 9659 §3: a frame may ask for 8 MB of memory and no more; zstd itself would give it 128. */
const zstdWindow = { [zlib.constants.ZSTD_d_windowLogMax]: 23 };

const decoders: Readonly<Record<string, () => Decoder>> = {
  gzip: zlib.createGunzip,
  "x-gzip": zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
  zstd: () => zlib.createZstdDecompress({ params: zstdWindow }),
};

/** Whether `decode` knows this coding, in lower case. */
export function isKnownCoding(coding: string): boolean {
  return Object.hasOwn(decoders, coding);
}

/** Undoes one coding; throws `BODY_CORRUPT` where the pieces are none of it, too few, or too many. */
export async function* decode(source: Pieces, coding: string): Pieces {
  const work = new Work((decoders[coding] as () => Decoder)());
  const frame = coding === "zstd" ? new ZstdFrame() : undefined;
  try {
    let fed = 0;
    for await (const piece of source) {
      fed += piece.byteLength;
      frame?.read(piece);
      yield* work.take(piece);
      if (work.isOver && work.used < fed) work.spoil("something follows its end");
    }
    if (fed === 0) return; // a body of nothing is no body
    yield* work.finish();
    if (work.used < fed) work.spoil("something follows its end");
    if (frame?.isWhole === false) work.spoil("it breaks off");
  } catch (cause) {
    throw work.isGuilty(cause) ? corrupt(coding, cause) : cause;
  } finally {
    work.stop();
  }
}

/** A decoder at work, as calls that wait. */
class Work {
  readonly #decoder: Decoder;
  #error: Error | undefined;
  #wake: () => void = () => {};

  constructor(decoder: Decoder) {
    this.#decoder = decoder;
    decoder.on("error", (error) => {
      this.#error = error;
      this.#wake();
    });
    decoder.on("readable", () => this.#wake()).on("end", () => this.#wake());
  }

  /** Everything that it was given so far has been decoded, and more would be too much. */
  get isOver(): boolean {
    return this.#decoder.readableEnded;
  }

  get used(): number {
    return this.#decoder.bytesWritten;
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
    this.#decoder.write(piece, () => {
      isTaken = true;
      this.#wake();
    });
    yield* this.#drain(() => isTaken);
  }

  async *finish(): Pieces {
    this.#decoder.end();
    yield* this.#drain(() => false);
  }

  stop(): void {
    this.#decoder.destroy();
  }

  /** What can be read until this is true, or the end. */
  async *#drain(isDone: () => boolean): Pieces {
    for (;;) {
      const news = new Promise<void>((resolve) => (this.#wake = resolve));
      const piece = this.#decoder.read() as Uint8Array<ArrayBuffer> | null;
      if (piece !== null) yield piece;
      else if (this.#error !== undefined) throw this.#error;
      else if (isDone() || this.isOver) return;
      else await news;
    }
  }
}

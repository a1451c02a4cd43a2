/** One content coding undone, a piece at a time (RFC 9110 §8.4.1): nothing is read before it is asked for. */

import * as zlib from "node:zlib";
import { type Coder, CoderWork, type Pieces } from "./coder-work.ts";
import { corrupt } from "./refused-body.ts";
import { ZstdFrame } from "./zstd-frame.ts";

/** RFC 9659 §3: a frame may ask for 8 MB of memory and no more; zstd itself would give it 128. */
const zstdWindow = { [zlib.constants.ZSTD_d_windowLogMax]: 23 };

const decoders: Readonly<Record<string, () => Coder>> = {
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
  const work = new CoderWork((decoders[coding] as () => Coder)());
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

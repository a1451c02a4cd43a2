/** Content codings applied to answers (RFC 9110 §8.4.1): whole bodies, and streams that lose no time in the encoder. */

import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { type Coder, CoderWork, type Pieces } from "./coder-work.ts";
import { isSettled } from "./settled.ts";

/** Codings that we can apply. */
export type EncoderName = "gzip" | "br" | "zstd";

/** What an encoded stream is made of; a reader of a stream is one. */
export type ChunkSource = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;

interface Encoder {
  create(): Coder;
  whole(bytes: Uint8Array): Promise<Buffer<ArrayBuffer>>;
  /** What the coding calls it to hold nothing back. */
  readonly flush: number;
}

const { constants } = zlib;
const brotli = {
  [constants.BROTLI_PARAM_QUALITY]: 4,
  // Half a megabyte to look back, so that many streams at once fit into memory.
  [constants.BROTLI_PARAM_LGWIN]: 19,
};
const zstd = {
  [constants.ZSTD_c_compressionLevel]: 3,
  [constants.ZSTD_c_windowLog]: 19,
};
const gzipWhole = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gzip);
const brotliWhole = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);
const zstdWhole = promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdCompress);

/** With the levels that cost about as much as what they save on the way. */
const encoders: Readonly<Record<EncoderName, Encoder>> = {
  gzip: {
    create: () => zlib.createGzip({ level: 6 }),
    whole: (bytes) => gzipWhole(bytes, { level: 6 }) as Promise<Buffer<ArrayBuffer>>,
    flush: constants.Z_SYNC_FLUSH,
  },
  br: {
    create: () => zlib.createBrotliCompress({ params: brotli }),
    whole: (bytes) => brotliWhole(bytes, { params: brotli }) as Promise<Buffer<ArrayBuffer>>,
    flush: constants.BROTLI_OPERATION_FLUSH,
  },
  zstd: {
    create: () => zlib.createZstdCompress({ params: zstd }),
    whole: (bytes) => zstdWhole(bytes, { params: zstd }) as Promise<Buffer<ArrayBuffer>>,
    flush: constants.ZSTD_e_flush,
  },
};

/** Applies a coding to bytes, off the main thread. */
export function encodeWhole(bytes: Uint8Array, coding: EncoderName): Promise<Buffer<ArrayBuffer>> {
  return encoders[coding].whole(bytes);
}

/**
 * Applies a coding to a stream. What the source has given goes out as soon as the source has nothing more at hand, so that
 * whoever trickles events or lines is heard at once. To cancel it cancels the source and ends the encoder.
 */
export function encodeStream(
  source: ChunkSource,
  coding: EncoderName,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = encode(source, encoders[coding]);
  return new ReadableStream(
    {
      pull: async (controller) => {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async (reason) => {
        await source.cancel(reason);
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* encode(source: ChunkSource, { create, flush }: Encoder): Pieces {
  const work = new CoderWork(create());
  try {
    let chunk = await source.read();
    while (!chunk.done) {
      yield* work.take(chunk.value);
      const next = source.read();
      if (!(await isSettled(next))) yield* work.flush(flush);
      chunk = await next;
    }
    yield* work.finish();
  } finally {
    work.stop();
  }
}

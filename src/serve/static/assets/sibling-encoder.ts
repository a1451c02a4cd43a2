/** Compresses content as small as a coding can: it is done once, and read often. */

import { promisify } from "node:util";
import * as zlib from "node:zlib";
import type { Coding } from "../asset.ts";

const { constants } = zlib;
const gzip = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gzip);
const brotli = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);
const zstd = promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdCompress);

const encoders: Readonly<Record<Coding, (content: Uint8Array) => Promise<Buffer>>> = {
  gzip: (content) => gzip(content, { level: constants.Z_BEST_COMPRESSION }),
  br: (content) => {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
    };
    return brotli(content, { params });
  },
  zstd: (content) => {
    // RFC 9659 §3: clients need not give a frame more than 8 MB of memory.
    const params = { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_windowLog]: 23 };
    return zstd(content, { params, pledgedSrcSize: content.byteLength });
  },
};

/** The compressed content; on a thread of its own. */
export function encodeSibling(content: Uint8Array, coding: Coding): Promise<Buffer> {
  return encoders[coding](content);
}

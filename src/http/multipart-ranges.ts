/** Several ranges in one answer: multipart/byteranges (RFC 9110 §14.6). */

import { randomUUID } from "node:crypto";
import { type ByteRange, formatContentRange } from "./ranges.ts";

/** The pieces of such a body in their order, its type and its length. */
export interface MultipartRanges {
  readonly type: string;
  readonly pieces: readonly (Uint8Array | ByteRange)[];
  readonly length: number;
}

/** Plans a body of these parts of `size` bytes of `type`; the boundary is a fresh UUID, which no file has guessed. */
export function planMultipart(
  parts: readonly ByteRange[],
  { type, size }: { readonly type: string; readonly size: number },
): MultipartRanges {
  const boundary = randomUUID();
  const pieces = parts.flatMap((range, index) => {
    const head = [
      `${index === 0 ? "" : "\r\n"}--${boundary}`,
      `content-type: ${type}`,
      `content-range: ${formatContentRange(range, size)}`,
    ];
    return [Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), range];
  });
  const all = [...pieces, Buffer.from(`\r\n--${boundary}--\r\n`, "latin1")];
  const length = all.reduce((sum, piece) => sum + lengthOf(piece), 0);
  return { type: `multipart/byteranges; boundary=${boundary}`, pieces: all, length };
}

function lengthOf(piece: Uint8Array | ByteRange): number {
  return piece instanceof Uint8Array ? piece.byteLength : piece.end - piece.start;
}

/** Bounds a body whose length nobody has announced, where node:http delivers it: whoever reads it, and in whatever way. */

import type { IncomingMessage } from "node:http";
import type { Bytes } from "../../../core/index.ts";

/** Calls `onOver` once, in place of the piece that is too much; what follows it is delivered again. */
export function limitBody(incoming: IncomingMessage, limit: Bytes, onOver: () => void): void {
  const push = incoming.push.bind(incoming);
  let left: number = limit;
  incoming.push = (piece: Uint8Array | null, encoding?: BufferEncoding): boolean => {
    left -= piece?.byteLength ?? 0;
    if (left >= 0) return push(piece, encoding);
    incoming.push = push;
    onOver();
    return true;
  };
}

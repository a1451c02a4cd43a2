/** Frames of the WebSocket protocol as a client writes and reads them (RFC 6455 §5.2), wrong ones too. */

import { randomBytes } from "node:crypto";

/** What a frame is; RFC 6455 §11.8. */
export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/** The name of what a frame is. */
export type FrameKind = keyof typeof opcodes;

/** A frame that a server has sent. */
export interface Frame {
  readonly kind: FrameKind | "unknown";
  readonly isFinal: boolean;
  readonly content: Buffer;
}

/** A frame and the bytes that it took. */
export interface ReadFrame extends Frame {
  readonly used: number;
}

/** How a frame differs from a right one of a client. */
export interface FrameTraits {
  /** More frames of the same message follow. */
  readonly isPart?: boolean;
  readonly isUnmasked?: boolean;
}

/** Writes a frame as a client does: masked, with the shortest length. */
export function formatFrame(
  kind: FrameKind,
  content: string | Uint8Array = "",
  { isPart = false, isUnmasked = false }: FrameTraits = {},
): Buffer {
  const bytes = Buffer.from(content);
  const first = (isPart ? 0 : 0x80) | opcodes[kind];
  const length = formatLength(bytes.byteLength);
  length[0] = (length[0] ?? 0) | (isUnmasked ? 0 : 0x80);
  const mask = isUnmasked ? Buffer.alloc(0) : randomBytes(4);
  const [m0 = 0, m1 = 0, m2 = 0, m3 = 0] = mask;
  const masks = [m0, m1, m2, m3] as const;
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = (bytes[at] ?? 0) ^ masks[(at & 3) as 0 | 1 | 2 | 3];
  }
  return Buffer.concat([Buffer.from([first]), length, mask, bytes]);
}

/** Takes one frame of a server, or undefined when more must arrive first; throws for a masked one. */
export function readFrame(received: Buffer): ReadFrame | undefined {
  if (received.byteLength < 2) return undefined;
  const short = received.readUInt8(1);
  if (short > 127) throw new Error("a server must not mask");
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (received.byteLength < start) return undefined;
  const size = short === 127 ? Number(received.readBigUInt64BE(2)) : short;
  const used = start + (short === 126 ? received.readUInt16BE(2) : size);
  if (received.byteLength < used) return undefined;
  const opcode = received.readUInt8(0) & 0x0f;
  const known = (Object.keys(opcodes) as FrameKind[]).find((name) => opcodes[name] === opcode);
  const isFinal = received.readUInt8(0) >= 0x80;
  return { kind: known ?? "unknown", isFinal, content: received.subarray(start, used), used };
}

/** What a close frame carries. */
export function formatClose(code: number, reason = ""): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(code);
  return Buffer.concat([bytes, Buffer.from(reason)]);
}

function formatLength(size: number): Buffer {
  if (size < 126) return Buffer.from([size]);
  if (size < 65_536) return Buffer.from([126, size >> 8, size & 0xff]);
  const bytes = Buffer.alloc(9, 127);
  bytes.writeBigUInt64BE(BigInt(size), 1);
  return bytes;
}

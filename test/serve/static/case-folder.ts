/** The folder that the table of HTTP cases asks about, and what its placeholders stand for. */

import { createHash } from "node:crypto";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { Files } from "./folder.ts";

/** Bytes that repeat late and do not depend on the day. */
export function bytesOf(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  for (let index = 0, state = seed; index < size; index += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    bytes[index] = state >> 16;
  }
  return bytes;
}

const page = Buffer.from("<!doctype html><p>A page that compresses well.</p>\n".repeat(40));

/** The files: `page.html` has siblings, `photo.png` is kept in memory, `large.bin` is not, `old.css.gz` is stale. */
export const caseFiles: Files = {
  "page.html": page,
  "page.html.br": brotliCompressSync(page),
  "page.html.gz": gzipSync(page),
  "page.html.zst": zstdCompressSync(page),
  "photo.png": bytesOf(1_000),
  "large.bin": bytesOf(400_000),
  "large.js": Buffer.concat([bytesOf(1), Buffer.alloc(400_000, "x = 1;\n")]),
  "large.js.gz": gzipSync(Buffer.concat([bytesOf(1), Buffer.alloc(400_000, "x = 1;\n")])),
  "empty.txt": "",
  "old.css": "p { color: red }".repeat(40),
  "old.css.gz": gzipSync("p { color: blue }".repeat(40)),
  "torn.js": "let a = 1;".repeat(40),
  "torn.js.gz": gzipSync("let a = 1;".repeat(40)).subarray(0, 30),
  "bomb.js": "let a = 1;".repeat(40),
  "bomb.js.gz": gzipSync("let a = 1;".repeat(40_000)).subarray(0, 390),
  "archive.tar.gz": "pretended",
  "docs/index.html": "<p>docs</p>",
  "bare/file.txt": "in a folder without an index",
  ".hidden": "secret",
  ".git/config": "secret",
  ".well-known/security.txt": "public",
  "with space.txt": "space",
  "grüße.txt": "umlaut",
  "100%.txt": "percent",
  noextension: "?",
};

/** The version of content as the specification of this room has it: 16 letters of its SHA-256. */
export function versionOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 16);
}

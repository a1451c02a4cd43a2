/** The files that are served, with a date of last month. */

import { createHash } from "node:crypto";
import { mkdtempSync, realpathSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const month = 30 * 24 * 3_600;

/** Makes the folder; whoever called removes it. */
export function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-static-")));
  const script = (length: number): Buffer => toScript(length);
  const files: Readonly<Record<string, Buffer>> = {
    "1k.js": script(1_024),
    "10k.js": script(10_240),
    "10k.js.gz": gzipSync(script(10_240), { level: 9 }),
    "1m.bin": Buffer.alloc(1_048_576, "0123456789abcdef"),
  };
  const date = Date.now() / 1_000 - month;
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    utimesSync(join(folder, name), date, date);
  }
  return folder;
}

/** Lines that compress about as well as a script does. */
function toScript(length: number): Buffer {
  const lines: string[] = [];
  for (let line = 0; lines.length * 40 < length; line += 1) {
    const name = createHash("md5").update(String(line)).digest("hex").slice(0, 8);
    lines.push(`export const ${name} = "value ${line % 10}";`.padEnd(39));
  }
  return Buffer.from(lines.join("\n")).subarray(0, length);
}

/** A log file that can be rotated, and that never stops the server: a full disk costs lines and nothing else. */

import { closeSync, mkdirSync, openSync, write } from "node:fs";
import { dirname } from "node:path";
import { Writable } from "node:stream";
import { toMessage } from "../../core/index.ts";
import { serviceErrors } from "./errors.ts";

/** An open log file. */
export interface LogFile {
  /** Takes lines; it has no errors. */
  readonly stream: Writable;
  /** Opens the path anew, after it was renamed; the old file stays in use if that fails. */
  reopen(): void;
}

/** Opens the file for appending, with its folder; throws `LOG_FILE_UNUSABLE`. */
export function openLogFile(path: string): LogFile {
  let descriptor = openDescriptor(path);
  let failed = 0;
  const append = async (chunk: Buffer): Promise<void> => {
    try {
      // What could not be written has a gap in the file, which has to be seen.
      if (failed > 0) await writeAll(descriptor, Buffer.from(toGap(failed)));
      await writeAll(descriptor, chunk);
      failed = 0;
    } catch {
      failed += 1;
    }
  };
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => void append(chunk).finally(done),
  });
  return {
    stream,
    reopen: () => {
      const before = descriptor;
      descriptor = openDescriptor(path);
      // A write that is under way still goes to the file that it began in.
      stream.write("", () => closeSync(before));
    },
  };
}

/** Opens a log file and makes its folder; throws `LOG_FILE_UNUSABLE`. */
export function openDescriptor(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, "a", 0o640);
  } catch (error) {
    throw serviceErrors.fail.LOG_FILE_UNUSABLE({ path, reason: toMessage(error) }, error);
  }
}

function toGap(lines: number): string {
  return `landfall: warning: ${lines} lines are missing here, they could not be written\n`;
}

async function writeAll(descriptor: number, data: Buffer): Promise<void> {
  for (let done = 0; done < data.length;) {
    done += await new Promise<number>((resolve, reject) => {
      write(descriptor, data, done, data.length - done, null, (error, count) =>
        error === null ? resolve(count) : reject(error),
      );
    });
  }
}

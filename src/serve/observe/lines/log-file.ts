/** A file that several processes append to. O_APPEND puts each write behind the last one, whosoever that was; write(2). */

import { closeSync, openSync, write, writeSync } from "node:fs";
import type { LineTarget } from "./line-writer.ts";

/** Logs name visitors: they are for owner and group. */
const mode = 0o640;

/** An open log file. */
export class LogFile implements LineTarget {
  readonly name: string;
  readonly #path: string;
  #fd: number;
  /** The descriptor that a write is under way on. */
  #busy: number | undefined;

  private constructor(path: string) {
    this.#path = path;
    this.name = `the access log ${path}`;
    this.#fd = openSync(path, "a", mode);
  }

  /** Opens the file, and makes it if it is not there; throws the system's error. */
  static open(path: string): LogFile {
    return new LogFile(path);
  }

  write(batch: Uint8Array, done: (error: Error | null, written: number) => void): void {
    const fd = this.#fd;
    this.#busy = fd;
    write(fd, batch, (error, written) => {
      this.#busy = undefined;
      if (fd !== this.#fd) closeSync(fd);
      done(error, error === null ? written : 0);
    });
  }

  writeNow(batch: Uint8Array): void {
    writeAll(this.#fd, batch);
  }

  reopen(): void {
    const old = this.#fd;
    this.#fd = openSync(this.#path, "a", mode);
    if (old !== this.#busy) closeSync(old);
  }

  close(): void {
    closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** Writes everything to a descriptor before it returns. */
export function writeAll(fd: number, batch: Uint8Array): void {
  for (let start = 0; start < batch.length;) start += writeSync(fd, batch, start);
}

/** Cuts a stream into lines, with a bound on what one line may hold back. */

import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";

/** A longer line is passed on in pieces of this many characters, so that a worker cannot fill the master's memory. */
const longestLine = 65_536;

/** Calls `onLine` with each line, without its end; also with what stands after the last one. */
export function splitLines(
  stream: Readable | null,
  onLine: (text: string) => void,
  limit: number = longestLine,
): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream?.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (rest.length > limit) {
      onLine(rest);
      rest = "";
    }
  });
  stream?.on("end", () => {
    if (rest !== "") onLine(rest);
  });
  stream?.on("error", () => {});
}

/** Calls `onBlock` with as many whole lines as have come, with their ends; also with what stands after the last one. */
export function splitBlocks(
  stream: Readable | null | undefined,
  onBlock: (lines: Uint8Array) => void,
): void {
  let rest: Buffer = Buffer.alloc(0);
  stream?.on("data", (chunk: Buffer) => {
    const isTooLong = rest.length > longestBlock;
    const end = isTooLong ? chunk.length : chunk.lastIndexOf(lineFeed) + 1;
    if (end > 0) onBlock(Buffer.concat([rest, chunk.subarray(0, end)]));
    rest = end > 0 ? chunk.subarray(end) : Buffer.concat([rest, chunk]);
  });
  stream?.on("end", () => {
    if (rest.length > 0) onBlock(Buffer.concat([rest, Buffer.from([lineFeed])]));
  });
  stream?.on("error", () => {});
}

const lineFeed = 10;
/** No honest line is as long; what is without an end is passed on, so that a worker cannot fill the master's memory. */
const longestBlock = 1_048_576;

/** How long a line may be in an error message. */
const longestQuote = 300;

/** Remembers the line of a process's stderr that best says why it ended. */
export class LastWords {
  #line: string | undefined;
  #isError = false;

  /** A line that names an error is kept until the next one that does; stack frames do not count. */
  hear(text: string): void {
    const line = text.trim().slice(0, longestQuote);
    if (line === "" || /^(at |Node\.js v|\^|\})/.test(line)) return;
    const isError = /Error\b|^Uncaught|^fatal/i.test(line);
    if (this.#isError && !isError) return;
    this.#line = line;
    this.#isError = isError;
  }

  get line(): string | undefined {
    return this.#line;
  }
}

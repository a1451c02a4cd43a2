/** Cuts a stream into lines, with a bound on what one line may hold back. */

import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";

/** A longer line is passed on in pieces of this many characters, so that a worker cannot fill the master's memory. */
const longestLine = 65_536;

/** Calls `onLine` with each line, without its end; also with what stands after the last one. */
export function splitLines(stream: Readable | null, onLine: (text: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream?.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (rest.length > longestLine) {
      onLine(rest);
      rest = "";
    }
  });
  stream?.on("end", () => {
    if (rest !== "") onLine(rest);
  });
  stream?.on("error", () => {});
}

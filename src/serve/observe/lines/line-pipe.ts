/** The pipe to the master, which writes the lines of all workers to standard output: one writer, so no line is torn. */

import { write } from "node:fs";
import type { LineTarget } from "./line-writer.ts";
import { writeAll } from "./log-file.ts";

/** Makes a target of a descriptor that the worker inherited. */
export function createLinePipe(fd: number): LineTarget {
  return {
    name: "the access log on standard output",
    write: (batch, done) => write(fd, batch, (error, written) => done(error, written ?? 0)),
    writeNow: (batch) => writeAll(fd, batch),
    reopen: () => {},
    close: () => {},
  };
}

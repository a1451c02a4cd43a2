/** Reading a file that is small when it is what it should be; what it is instead may be a pipe or a device. */

import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** The contents of a plain file of at most `limit` bytes; throws for anything else, and never waits for a writer. */
export function readSmallFile(path: string, limit: number): Buffer<ArrayBuffer> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = fstatSync(fd);
    if (!facts.isFile()) throw new Error("it is no file");
    if (facts.size > limit) throw new Error(`it has ${facts.size} bytes, ${limit} are allowed`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

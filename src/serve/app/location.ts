/** Places in source files, and how they are shown: `src/db.ts:7:32`, relative to the working folder. */

import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { toOneLine } from "./thrown.ts";

/** A place in a file; lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** A path as it is shown to people: relative to the working folder, absolute where it lies far away. */
export function formatPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return toOneLine(path === "" || path.startsWith(`..${sep}..${sep}`) ? file : path);
}

/** `src/db.ts:7:32`, as far as it is known. */
export function formatLocation({ file, line, column }: SourceLocation, cwd: string): string {
  return [formatPath(file, cwd), line, column].filter((part) => part !== undefined).join(":");
}

/** The place of an offset in a text. */
export function locateOffset(file: string, text: string, offset: number): SourceLocation {
  const before = text.slice(0, offset).split("\n");
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** A path from the `file:` URL or the path that stands in a stack; loaders add queries to URLs. */
export function toPath(text: string): string | undefined {
  if (!text.startsWith("file:")) return text;
  try {
    return fileURLToPath(text.replace(/[?#].*$/, ""));
  } catch {
    return undefined;
  }
}

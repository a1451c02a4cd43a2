/**
 * Finds the place that an error of an app came from, in what Node, tsx and esbuild leave in messages and stacks.
 * Each reader knows one form; all of them have tests on Node 22 and 24.
 */

import { existsSync, readFileSync } from "node:fs";
import { sep } from "node:path";
import { locateJsonError } from "./json-error.ts";
import { type SourceLocation, toPath } from "./location.ts";
import { readText } from "./thrown.ts";

/** Our own code: everything below its first frame in a stack is the caller, not the app. */
const ownFolder = toOwnFolder(`${import.meta.dirname}${sep}`);

/** The folder that holds all of it, whether this file stands alone in it or in a bundle. */
function toOwnFolder(here: string): string {
  const roots = ["dist", "src"].map((name) => `${sep}${name}${sep}`);
  const ends = roots.map((root) => here.lastIndexOf(root) + root.length);
  return here.slice(0, Math.max(...ends));
}

/** What a failed parse is, with the parser's own words; `location` is missing where Node hides it. */
export interface ParseFailure {
  readonly message: string;
  readonly location?: SourceLocation | undefined;
}

/** Reads a syntax error of any of the parsers; nothing if the error is of another kind. */
export function readParseFailure(thrown: unknown): ParseFailure | undefined {
  const message = readText(thrown, "message") ?? "";
  return (
    readEsbuildFailure(message) ??
    (readText(thrown, "name") === "SyntaxError"
      ? (readJsonFailure(message) ?? readNodeFailure(thrown, message))
      : undefined)
  );
}

/** The first frame of a stack in the project: not in Node, not in a dependency, not in Landfall. */
export function locateFrame(thrown: unknown, cwd: string): SourceLocation | undefined {
  const frames = readFrames(readText(thrown, "stack") ?? "");
  const ours = frames.findIndex(({ file }) => file.startsWith(ownFolder));
  const theirs = (ours === -1 ? frames : frames.slice(0, ours)).filter(
    ({ file }) => !file.includes(`${sep}node_modules${sep}`),
  );
  return theirs.find(({ file }) => file.startsWith(cwd + sep)) ?? theirs[0];
}

/** The place above the message in a stack, as V8's parser and linker leave it: `PATH:LINE`, the line, a caret. */
export function locateStackHead(thrown: unknown): SourceLocation | undefined {
  const lines = (readText(thrown, "stack") ?? "").split("\n");
  const match = /^((?:file:\/\/|\/|[A-Za-z]:[\\/]).*):(\d+)$/.exec(lines[0] ?? "");
  const file = match?.[1] === undefined ? undefined : toPath(match[1]);
  if (file === undefined) return undefined;
  const caret = lines.find((line) => /^\s*\^+\s*$/.test(line));
  const column = caret === undefined ? {} : { column: caret.indexOf("^") + 1 };
  return { file, line: Number(match?.[2]), ...column };
}

/** The importer that Node's resolver names at the end of a message. */
export function locateImporter(message: string): SourceLocation | undefined {
  const importer = / imported from (.+)$/m.exec(message)?.[1];
  const file = importer === undefined ? undefined : toPath(importer);
  return file !== undefined && existsSync(file) ? { file } : undefined;
}

/** esbuild, for tsx: `Transform failed with 1 error:\nPATH:LINE:COLUMN: ERROR: what`; its columns count from 0. */
function readEsbuildFailure(message: string): ParseFailure | undefined {
  if (!message.startsWith("Transform failed with ")) return undefined;
  const match = /^(.+):(\d+):(\d+): ERROR: (.*)$/m.exec(message);
  const file = match?.[1] === undefined ? undefined : toPath(match[1]);
  if (match === null || file === undefined) return { message };
  const location = { file, line: Number(match[2]), column: Number(match[3]) + 1 };
  return { message: match[4] ?? message, location };
}

/** Node, for an imported or required JSON file: `PATH: what`, without a line. */
function readJsonFailure(message: string): ParseFailure | undefined {
  const match = /^(.+?\.json): (.+)$/s.exec(message);
  const file = match?.[1] === undefined ? undefined : toPath(match[1]);
  if (file === undefined || !existsSync(file)) return undefined;
  const location = locateJsonError(file, readFileSync(file, "utf8"));
  return { message: match?.[2] ?? message, location };
}

/**
 * Node's parser, and its type stripper. For CommonJS and TypeScript the place stands above the message;
 * for ES modules it is printed when the error is uncaught, but kept from programs.
 * A SyntaxError that the app itself caused at run time, e.g. with JSON.parse, is none of these.
 */
function readNodeFailure(thrown: unknown, message: string): ParseFailure | undefined {
  if (/does not provide an export|conflicting star exports/.test(message)) return undefined;
  const location = locateStackHead(thrown);
  if (location !== undefined) return { message, location };
  const first = (readText(thrown, "stack") ?? "")
    .split("\n")
    .find((line) => line.startsWith("    at "));
  return first === undefined || /\(?node:internal\/(?:modules|vm|process)/.test(first)
    ? { message }
    : undefined;
}

function readFrames(stack: string): Required<SourceLocation>[] {
  return stack.split("\n").flatMap((line) => {
    const match =
      /^ +at .*?((?:file:\/\/|(?<=[ (])\/|(?<=[ (])[A-Za-z]:[\\/]).*):(\d+):(\d+)\)?$/.exec(line);
    const file = match?.[1] === undefined ? undefined : toPath(match[1]);
    return file === undefined
      ? []
      : [{ file, line: Number(match?.[2]), column: Number(match?.[3]) }];
  });
}

/** Everything that an error page tells, as plain data: the chain of causes, each with its frames and their source. */

import { isAbsolute, relative, resolve } from "node:path";
import type { Problem } from "../../../core/index.ts";

/** One line of source. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
}

/** One frame of a stack. */
export interface Frame {
  readonly name: string;
  /** `src/app.ts:12:5`, relative to the project where it is in it. */
  readonly place: string;
  readonly line: number;
  /** It is of the project, not of a dependency or of Node. */
  readonly isOwn: boolean;
  /** The lines around it; empty for what is not ours. */
  readonly source: readonly SourceLine[];
}

/** One error of the chain. */
export interface ErrorLink {
  readonly name: string;
  readonly message: string;
  readonly frames: readonly Frame[];
  /** As it was printed. */
  readonly stack: string;
}

/** What happened, before anybody asks who asked. */
export interface ErrorFacts {
  /** The error, its cause, that one's cause … */
  readonly links: readonly ErrorLink[];
  readonly hint: string | undefined;
}

/** More causes than these are somebody's loop. */
const mostLinks = 8;
const mostFrames = 60;

/** Reads an error and its causes; anything can be thrown, and nothing of it is believed. */
export async function readError(thrown: unknown, folder: string): Promise<ErrorFacts> {
  const links: ErrorLink[] = [];
  const seen = new Set<unknown>();
  for (let error = thrown; !seen.has(error) && links.length < mostLinks;) {
    seen.add(error);
    links.push(await readLink(error, folder));
    const cause = memberOf(error, "cause");
    if (cause === undefined || cause === null) break;
    error = cause;
  }
  const hint = memberOf(thrown, "hint");
  return { links, hint: typeof hint === "string" ? hint : undefined };
}

/** A problem has its place in its message, and the stack of its cause. */
export function readProblem(
  { message, hint, stack = "" }: Problem,
  folder: string,
): Promise<ErrorFacts> {
  const [, file, line, column = "1"] = /\(([^()]+?):(\d+)(?::(\d+))?\)$/.exec(message) ?? [];
  const frames = stack.split("\n").filter((text) => /^\s+at /.test(text));
  const place = file === undefined ? [] : [`    at ${resolve(folder, file)}:${line}:${column}`];
  const error = Object.assign(new Error(message), { name: "", hint });
  error.stack = [`Error: ${message}`, ...place, ...frames].join("\n");
  return readError(error, folder);
}

async function readLink(error: unknown, folder: string): Promise<ErrorLink> {
  const { Youch } = await import("youch");
  const parsed = await new Youch().toJSON(toError(error));
  const frames = parsed.frames.slice(0, mostFrames).map((frame): Frame => {
    const { fileName: file = "", lineNumber: line = 0, columnNumber: column = 0 } = frame;
    const within = isAbsolute(file) && !relative(folder, file).startsWith("..");
    const isOwn = within && !file.includes("/node_modules/");
    const source = (frame.source ?? []).map(({ lineNumber, chunk }) => {
      return { number: lineNumber, text: chunk };
    });
    return {
      name: frame.functionName ?? "",
      place: `${within ? relative(folder, file) : file}:${line}:${column}`,
      line,
      isOwn,
      source: isOwn ? source : [],
    };
  });
  return { name: parsed.name, message: parsed.message, frames, stack: parsed.stack ?? "" };
}

/** The parser reads members of errors as if they were what they are called. */
function toError(thrown: unknown): Error {
  const message = memberOf(thrown, "message");
  const name = memberOf(thrown, "name");
  const stack = memberOf(thrown, "stack");
  const error = new Error(typeof message === "string" ? message : describe(thrown));
  error.name = typeof name === "string" ? name : "";
  error.stack = typeof stack === "string" ? stack : `Error: ${error.message}`;
  return error;
}

function describe(thrown: unknown): string {
  try {
    return `it threw ${typeof thrown === "object" ? JSON.stringify(thrown) : String(thrown)}`;
  } catch {
    return "it threw something that cannot be shown";
  }
}

function memberOf(thrown: unknown, name: string): unknown {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  try {
    return Reflect.get(thrown, name);
  } catch {
    return undefined;
  }
}

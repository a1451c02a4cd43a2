/** The last lines of the log, for `landfall logs`: what workers wrote and what the master said, bounded in lines and bytes. */

import { supervisorErrors } from "./errors.ts";

/** What the master says for debugging is not kept. */
type KeptLevel = "info" | "warn" | "error";

/** One line, with where it came from. */
export type LogLine =
  | {
      readonly kind: "worker";
      /** When the master had it, as ISO 8601. */
      readonly at: string;
      readonly worker: number;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    }
  | {
      readonly kind: "master";
      readonly at: string;
      readonly level: KeptLevel;
      readonly text: string;
    };

/** What is known of a line besides its text. */
type LineOrigin =
  | Omit<Extract<LogLine, { kind: "worker" }>, "text">
  | Omit<Extract<LogLine, { kind: "master" }>, "text">;

/** As bytes of their own: a string cut out of a pipe's chunk would keep the whole chunk in memory. */
interface Kept {
  readonly origin: LineOrigin;
  readonly text: Buffer;
}

/** How many lines are kept at most. */
export const mostKeptLines = 1_000;

/** How many bytes of text are kept at most. */
const mostBytes = 1_000_000;

/** What is longer is cut, so that one line cannot push out all others. */
const longestLine = 8_192;

/** Keeps the last lines and tells followers of new ones. */
export class KeptLines {
  readonly #lines: Kept[] = [];
  readonly #followers = new Set<(line: LogLine) => void>();
  #bytes = 0;

  /** Adds a line that came now, and forgets the oldest ones where it gets too many. */
  add(
    origin:
      | { readonly kind: "worker"; readonly worker: number; readonly stream: "stdout" | "stderr" }
      | { readonly kind: "master"; readonly level: KeptLevel },
    text: string,
  ): void {
    const cut = text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
    const kept: Kept = {
      origin: { ...origin, at: new Date().toISOString() },
      text: Buffer.from(cut),
    };
    this.#lines.push(kept);
    this.#bytes += kept.text.length;
    while (this.#lines.length > mostKeptLines || this.#bytes > mostBytes) {
      this.#bytes -= this.#lines.shift()?.text.length ?? 0;
    }
    for (const follower of this.#followers) follower(toLine(kept));
  }

  /** The last `count` lines, the newest at the end. */
  last(count: number): readonly LogLine[] {
    return count === 0 ? [] : this.#lines.slice(-count).map(toLine);
  }

  /** Tells of each line from now on, until the returned function is called. */
  follow(follower: (line: LogLine) => void): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }
}

/** Reads a number of lines that somebody typed; throws `LINES_INVALID`. */
export function parseLineCount(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= mostKeptLines) return Number(text);
  throw supervisorErrors.fail.LINES_INVALID({ text, most: mostKeptLines });
}

function toLine({ origin, text }: Kept): LogLine {
  return { ...origin, text: text.toString() };
}

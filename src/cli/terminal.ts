/** The two streams a person sees: facts on stdout, everything else on stderr. */

import type { Writable } from "node:stream";
import { millis, systemClock } from "../core/index.ts";

/** Writes whole lines. */
export interface Terminal {
  /** A fact, for a person or a pipe. */
  out(text: string): void;
  /** News, warnings and errors. */
  err(text: string): void;
  /** From now on a terminal that stands still, as after Ctrl-S, holds nobody up: what is written waits in memory. */
  neverBlock(): void;
  /** Whole lines, with their ends, to stdout as they are. */
  lines(block: Uint8Array): void;
  /** True where stdout is a terminal that can be drawn on. */
  readonly isInteractive: boolean;
  /** True once nobody reads stdout any more, as after `| head`; it shows at the next write. */
  readonly isAbandoned: boolean;
  /** Resolves when everything is written, or nobody has read it for a while. */
  flush(): Promise<void>;
}

/** What a terminal writes to. */
export interface TerminalStreams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** What may wait for a reader that stands still; more would fill the master's memory. */
const mostBytes = 16_000_000;
/** Each costs memory of its own. One chunk of a pipe holds up to 65,536 of them. */
const mostLines = 100_000;
/** How long the end waits for a reader. */
const flushTimeout = millis(2_000);

/** The process's own streams. A reader that went away or stands still is no reason to stop serving. */
export function createTerminal({ stdout, stderr }: TerminalStreams): Terminal {
  const out = createWriter(stdout);
  const err = createWriter(stderr);
  let isAbandoned = false;
  stdout.once("error", () => (isAbandoned = true));
  return {
    out: (text) => out(`${text}\n`),
    err: (text) => err(`${text}\n`),
    lines: out,
    isInteractive: (stdout as TerminalStream).isTTY === true,
    get isAbandoned() {
      return isAbandoned;
    },
    neverBlock: () => setBlocking([stdout, stderr], false),
    flush: async () => {
      await Promise.race([finish([stdout, stderr]), systemClock.sleep(flushTimeout)]);
      setBlocking([stdout, stderr], true);
    },
  };
}

/** Node writes to terminals synchronously and has no word for anything else; the handle below has. Order is kept. */
interface TerminalStream extends Writable {
  readonly isTTY?: boolean;
  readonly _handle?: { setBlocking?(isBlocking: boolean): unknown } | null;
}

/** Back to blocking at the end: where the terminal could not be opened anew, the shell shares this mode. */
function setBlocking(streams: readonly TerminalStream[], isBlocking: boolean): void {
  for (const { isTTY, _handle } of streams) {
    if (isTTY === true) _handle?.setBlocking?.(isBlocking);
  }
}

/** Counts what it leaves out in lines, of which a block has many. */
function createWriter(stream: Writable): (lines: string | Uint8Array) => void {
  let waiting = 0;
  let omitted = 0;
  const write = (text: string | Uint8Array) => {
    waiting += 1;
    stream.write(text, () => (waiting -= 1));
  };
  stream.on("error", () => {});
  return (text) => {
    const share = omitted === 0 ? 1 : 0.5;
    if (stream.writableLength > mostBytes * share || waiting > mostLines * share) {
      omitted += countLines(text);
      return;
    }
    if (omitted > 0)
      write(`landfall: warning: ${omitted} lines are missing here, nobody read them\n`);
    omitted = 0;
    write(text);
  };
}

function countLines(lines: string | Uint8Array): number {
  return typeof lines === "string" ? 1 : lines.filter((byte) => byte === 10).length;
}

async function finish(streams: readonly Writable[]): Promise<void> {
  const flushed = (stream: Writable) =>
    new Promise<void>((resolve) => void stream.write("", () => resolve()));
  await Promise.all(streams.map(flushed));
}

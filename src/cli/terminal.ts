/** The two streams a person sees: facts on stdout, everything else on stderr. */

import type { Logger } from "../core/index.ts";

/** Writes whole lines. */
export interface Terminal {
  /** A fact, for a person or a pipe. */
  out(text: string): void;
  /** News, warnings and errors. */
  err(text: string): void;
}

/** The process's own streams. A reader that went away is no reason to stop serving. */
export function createTerminal(streams: Pick<NodeJS.Process, "stdout" | "stderr">): Terminal {
  streams.stdout.on("error", () => {});
  streams.stderr.on("error", () => {});
  return {
    out: (text) => void streams.stdout.write(`${text}\n`),
    err: (text) => void streams.stderr.write(`${text}\n`),
  };
}

/** The master's log on the terminal; `quiet` leaves out what is neither warning nor error. */
export function createTerminalLogger(terminal: Terminal, quiet: boolean): Logger {
  return {
    info: (message) => {
      if (!quiet) terminal.err(`landfall: ${message}`);
    },
    warn: (message) => terminal.err(`landfall: warning: ${message}`),
    error: (message) => terminal.err(`landfall: error: ${message}`),
  };
}

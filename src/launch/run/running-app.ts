/** What `run()` is told, and what it returns. */

import type { WrittenRunSettings } from "../../config/define/index.ts";

/** Settings of `serve` that mean something in one process, and what only a process of somebody else's is asked. */
export interface RunOptions extends WrittenRunSettings {
  /** Stop on INT, TERM and QUIT, and end the process then; by default only where the program's main file calls `run()`. */
  readonly signals?: boolean;
}

/** A server that runs in this process. Disposing is `close()`. */
export interface RunningApp extends AsyncDisposable {
  /** The first address as a URL, with the port that the system chose for 0; `unix:PATH` for a unix socket. */
  readonly url: string;
  /** Undefined for a unix socket. */
  readonly port: number | undefined;
  /** Stops accepting, finishes what was accepted within `gracefulTimeout`, stops the app. */
  close(): Promise<void>;
}

/** What `serve` is given by whoever starts it. */

import type { LoadedConfig } from "../config/index.ts";
import type { Clock, Logger } from "../core/index.ts";
import type { StemLink } from "../serve/succession/index.ts";
import type { Surroundings } from "../serve/supervisor/index.ts";
import type { Banner } from "./banner.ts";
import type { Invocation } from "./successor-command.ts";

/** Settings, surroundings, and who hears what. */
export interface ServeCall extends Surroundings {
  /** The app as it was named; absent to look for one. */
  readonly app: string | undefined;
  readonly resolved: LoadedConfig;
  /** Reads every source of settings again, for a reload. */
  reread(): Promise<LoadedConfig>;
  /** The worker's entry file. */
  readonly workerMain: string;
  /** Landfall's own. */
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The process that started this one to take its place in the background, if it did. */
  readonly standsFor?: number | undefined;
  /** The process whose master this one is to succeed, if it is. */
  readonly link?: StemLink | undefined;
  /** The call of this process, by which its master's successors are started. */
  readonly invocation: Invocation;
  /** Takes a line of a worker's output. */
  output(stream: "stdout" | "stderr", worker: number, text: string): void;
  /** Takes whole lines that workers want on standard output as they are. */
  lines(block: Uint8Array): void;
  /** Hears that every worker is ready. */
  onServing(banner: Banner): void;
  /** Hears that log files were renamed. */
  reopenLogs(): void;
}

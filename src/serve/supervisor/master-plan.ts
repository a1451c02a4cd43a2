/** What a master is given: capabilities as ports, and how a generation is made. */

import type { Clock, Logger, MaintenanceState, Problem } from "../../core/index.ts";
import type { LoadedFile } from "../channel/index.ts";
import type { BoundSocket } from "../sockets/index.ts";
import type { Policy } from "./policy.ts";
import type { Phase } from "./state.ts";
import type { MasterWatcher } from "./watcher.ts";
import type { WorkerCommand } from "./worker-process.ts";

/** One generation: what was read when it began. */
export interface Generation {
  /** The real path of the project's folder, so that a replacement finds what its siblings found. */
  readonly folder: string;
  /** What the rooms in a worker are told. */
  readonly settings: Readonly<Record<string, unknown>>;
  command(id: number): Omit<WorkerCommand, "descriptors">;
}

/** Everything the master is given. */
export interface MasterPlan {
  readonly policy: Policy;
  readonly sockets: readonly BoundSocket[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Reads again what a reload reads again; a throw fails the reload, or the start. */
  prepare(generation: number, failure?: Problem): Generation | Promise<Generation>;
  /** Hears of files that the app consists of, where workers tell. */
  loaded?(files: readonly LoadedFile[], generation: number): void;
  /** Takes a line of a worker's output. */
  output(stream: "stdout" | "stderr", worker: number, text: string): void;
  /** Takes whole lines that workers want on standard output as they are. */
  lines?(block: Uint8Array): void;
  /** Whether the site is open, for a worker that starts; without it, it is. */
  maintenance?(): MaintenanceState;
  /** Hears that another phase has begun. */
  phaseChanged?(phase: Phase["kind"]): void;
  /** Counts; absent where nobody wants to know. */
  readonly watcher?: MasterWatcher | undefined;
}

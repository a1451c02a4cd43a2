/** What the master knows, as plain values: the input and the output of `decide`. */

import type { ExitCode, Millis, Problem } from "../../core/index.ts";
import type { Policy } from "./policy.ts";
import type { ScaleChange, ScaleOutcome, ScaleRequest, ScalingPhase } from "./scale-state.ts";
import type { Beat, KillRecord, LeaveReason, Vitals } from "./vitals.ts";

/** Where a worker stands in its life. Times are the clock's milliseconds. */
export type WorkerState =
  | { readonly kind: "starting"; readonly since: number }
  /** Not ready in time; KILL was sent. */
  | { readonly kind: "overdue" }
  | { readonly kind: "ready"; readonly since: number }
  /** Ready, but to be replaced: it serves until its successor is ready. */
  | { readonly kind: "leaving"; readonly since: number; readonly why: LeaveReason }
  /** Was ready, but its event loop does not turn: KILL follows when its successor is ready, or at `until`. */
  | { readonly kind: "hung"; readonly since: number; readonly until: number }
  /** Told to drain; `accepting` until it says that it has stopped. */
  | { readonly kind: "draining"; readonly until: number; readonly accepting: boolean }
  /** Told to cut what is left; KILL follows. */
  | { readonly kind: "terminating"; readonly since: number }
  | { readonly kind: "killed" };

/** One worker process. Its replacement has another serial and the same id. */
export interface WorkerRecord {
  /** Unique in the master's life. */
  readonly serial: number;
  /** 0 … workers − 1. */
  readonly id: number;
  readonly generation: number;
  /** When its process was started. */
  readonly bornAt: number;
  readonly vitals: Vitals;
  readonly state: WorkerState;
}

/** Somebody waits for the outcome of a reload; `drained` waits for the old generation's end too. */
export interface ReloadRequest {
  readonly request: number;
  readonly waitDrained: boolean;
}

/** What the master as a whole is about. */
export type Phase =
  /** No worker of any generation has served yet: a failure ends the master. */
  | { readonly kind: "booting" }
  | { readonly kind: "serving" }
  | ReloadingPhase
  | ScalingPhase
  | {
      readonly kind: "stopping";
      readonly exitCode: ExitCode;
      readonly problem: Problem | undefined;
      readonly listening: boolean;
      /** The last command was given. */
      readonly ended: boolean;
    };

/** A reload in progress: worker `id` of the new generation is next, the ones before it are switched. */
export interface ReloadingPhase {
  readonly kind: "reloading";
  readonly generation: number;
  readonly since: number;
  readonly id: number;
  readonly attempts: number;
  readonly requests: readonly ReloadRequest[];
}

/** How often in a row a worker id failed, and when it may be tried again. */
export interface Setback {
  readonly failures: number;
  readonly notBefore: number;
}

/** Everything that `decide` knows. */
export interface MasterState {
  readonly policy: Policy;
  readonly phase: Phase;
  /** How many workers are asked for: ids 0 … target − 1. */
  readonly target: number;
  /** How many a reload brings back when WINCH stopped them all. */
  readonly parked: number | undefined;
  /** The generation that replacements are started in. */
  readonly generation: number;
  /** Counts every attempt, also failed ones. */
  readonly lastGeneration: number;
  readonly lastSerial: number;
  readonly workers: ReadonlyMap<number, WorkerRecord>;
  readonly setbacks: ReadonlyMap<number, Setback>;
  /** When workers ended unasked, within the restart window. */
  readonly restarts: readonly number[];
  /** Changes of the number of workers that wait until the boot, the reload or the change that runs is over. */
  readonly scales: readonly ScaleRequest[];
  /** Reloads asked for while one runs; they become one further reload. */
  readonly queued: readonly ReloadRequest[];
  /** Answered once no worker older than `generation` is left. */
  readonly drainWaits: readonly { readonly outcome: ReloadDone; readonly request: number }[];
}

/** A reload that succeeded. */
export interface ReloadDone {
  readonly kind: "done";
  readonly generation: number;
  /** Milliseconds from the request's turn to the old generation's last accept. */
  readonly took: number;
  /** Settings that were read anew but cannot change while the master runs, a sentence for each. */
  readonly kept?: readonly string[] | undefined;
}

/** How a reload ended; when it failed, the old generation serves on. */
export type ReloadOutcome =
  | ReloadDone
  | {
      readonly kind: "failed";
      readonly generation: number;
      readonly problem: Problem;
      /** The generations that serve on. */
      readonly serving: readonly number[];
    };

/** What somebody waited for. */
export type Outcome = ReloadOutcome | ScaleOutcome;

/** How a worker process ended: what it said itself, how it ended, and the last line of its stderr. */
export interface WorkerEnd {
  readonly problem: Problem | undefined;
  /** E.g. `exited with code 1` or `was killed by SIGSEGV`. */
  readonly how: string;
  readonly lastLine: string | undefined;
}

/** What happens to the master. */
export type MasterEvent =
  | { readonly kind: "boot" }
  | { readonly kind: "generation-prepared"; readonly generation: number }
  | { readonly kind: "generation-refused"; readonly generation: number; readonly problem: Problem }
  | { readonly kind: "worker-ready"; readonly serial: number }
  | { readonly kind: "worker-beat"; readonly serial: number; readonly beat: Beat }
  /** It got TERM from somebody else, e.g. from an operator or for its whole process group. */
  | { readonly kind: "worker-wants-out"; readonly serial: number }
  | { readonly kind: "worker-stopped-accepting"; readonly serial: number }
  | ({ readonly kind: "worker-exited"; readonly serial: number } & WorkerEnd)
  | { readonly kind: "reload-requested"; readonly request: number; readonly waitDrained: boolean }
  | {
      readonly kind: "scale-requested";
      /** Absent when nobody waits for the outcome, as after a signal. */
      readonly request: number | undefined;
      readonly change: ScaleChange;
    }
  | { readonly kind: "stop-requested"; readonly now: boolean }
  | { readonly kind: "tick" };

/** What the shell is to do. */
export type MasterCommand =
  | { readonly kind: "prepare-generation"; readonly generation: number }
  | {
      readonly kind: "spawn";
      readonly serial: number;
      readonly id: number;
      readonly generation: number;
    }
  | { readonly kind: "drain"; readonly serial: number; readonly delay: Millis }
  | { readonly kind: "terminate"; readonly serial: number }
  | { readonly kind: "kill"; readonly serial: number; readonly record: KillRecord }
  | { readonly kind: "answer"; readonly request: number; readonly outcome: Outcome }
  | { readonly kind: "close-listeners" }
  | { readonly kind: "exit"; readonly exitCode: ExitCode; readonly problem: Problem | undefined };

/** How the master ended. */
export interface MasterEnd {
  readonly exitCode: ExitCode;
  /** Why it could not serve. */
  readonly problem: Problem | undefined;
}

/** A line for the log. */
export interface Note {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** The next state, what to do, and what to say. */
export interface Decision {
  readonly state: MasterState;
  readonly commands: readonly MasterCommand[];
  readonly notes: readonly Note[];
}

/** The state before `boot`. */
export function createMasterState(policy: Policy): MasterState {
  return {
    policy,
    phase: { kind: "booting" },
    target: policy.workers,
    parked: undefined,
    generation: 1,
    lastGeneration: 1,
    lastSerial: 0,
    workers: new Map(),
    setbacks: new Map(),
    restarts: [],
    scales: [],
    queued: [],
    drainWaits: [],
  };
}

/** What the process that was started knows of its masters, as plain values: the input and the output of `decide`. */

import type { ExitCode, Millis, Problem } from "../../core/index.ts";
import type { UpgradeOutcome } from "../supervisor/index.ts";

/** How long each step may take. */
export interface SuccessionPolicy {
  /** From a successor's start until all its workers are ready. */
  readonly startPatience: Millis;
  /** From then on until it holds the control socket. */
  readonly takePatience: Millis;
  /** Until a process that was told to leave has left. */
  readonly leavePatience: Millis;
}

/** Where a successor stands in its life. Times are the clock's milliseconds. */
export type ChildState =
  | { readonly kind: "starting"; readonly request: number; readonly since: number }
  /** Its workers are ready; it takes the control socket. */
  | {
      readonly kind: "taking";
      readonly request: number;
      readonly since: number;
      readonly until: number;
    }
  /** It is the master. */
  | { readonly kind: "ruling" }
  /** Replaced, failed, or told to stop. */
  | { readonly kind: "leaving"; readonly until: number }
  | { readonly kind: "killed" };

/** One process that was started to become the master. */
export interface Child {
  readonly serial: number;
  readonly pid: number | undefined;
  readonly state: ChildState;
}

/** How everything ended. */
export interface LineageEnd {
  readonly exitCode: ExitCode;
  readonly problem: Problem | undefined;
}

/** Everything that `decide` knows. The master is this process itself, or the child that rules. */
export interface LineageState {
  readonly policy: SuccessionPolicy;
  readonly pid: number;
  /** What this process is as a master: the only one, replaced and finishing, or nothing any more but the stem. */
  readonly self: "ruling" | "leaving" | "gone";
  readonly children: ReadonlyMap<number, Child>;
  readonly lastSerial: number;
  /** The control socket's path is to be given back if the successor that takes it dies. */
  readonly guarded: boolean;
  readonly stopping: boolean;
  /** The master has ended; this process follows when nobody is left. */
  readonly end: LineageEnd | undefined;
  readonly exited: boolean;
}

/** What happens. */
export type LineageEvent =
  | { readonly kind: "upgrade-requested"; readonly request: number }
  | { readonly kind: "child-started"; readonly serial: number; readonly pid: number | undefined }
  | { readonly kind: "child-greeted"; readonly serial: number }
  | { readonly kind: "child-ready"; readonly serial: number }
  | { readonly kind: "child-took"; readonly serial: number }
  | { readonly kind: "child-stopping"; readonly serial: number }
  | { readonly kind: "child-closed"; readonly serial: number }
  | { readonly kind: "child-failed"; readonly serial: number; readonly problem: Problem }
  | {
      readonly kind: "child-exited";
      readonly serial: number;
      /** Undefined when a signal ended it. */
      readonly exitCode: number | undefined;
      /** E.g. `exited with code 1`. */
      readonly how: string;
    }
  /** The master is told to stop, by whomever. */
  | { readonly kind: "stop-requested" }
  /** The last worker of this process's own master has gone. */
  | ({ readonly kind: "self-ended" } & LineageEnd)
  | { readonly kind: "tick" };

/** What the shell is to do. */
export type LineageCommand =
  | { readonly kind: "start"; readonly serial: number }
  | { readonly kind: "offer"; readonly serial: number }
  /** Remember where the control socket's path leads, then tell the child to take it. */
  | { readonly kind: "take"; readonly serial: number }
  /** The path is the new master's for good; or it leads back to where it led before. */
  | { readonly kind: "forget-path" }
  | { readonly kind: "restore-path" }
  /** This process's own master lets its workers finish. */
  | { readonly kind: "yield" }
  | { readonly kind: "leave"; readonly serial: number }
  | { readonly kind: "terminate"; readonly serial: number }
  | { readonly kind: "kill"; readonly serial: number }
  | { readonly kind: "close-sockets" }
  | { readonly kind: "answer"; readonly request: number; readonly outcome: UpgradeOutcome }
  | ({ readonly kind: "exit" } & LineageEnd);

/** A line for the log. */
export interface LineageNote {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** The next state, what to do, and what to say. */
export interface LineageDecision {
  readonly state: LineageState;
  readonly commands: readonly LineageCommand[];
  readonly notes: readonly LineageNote[];
}

/** A process that has just been started, and is the master itself. */
export function createLineageState(policy: SuccessionPolicy, pid: number): LineageState {
  return {
    policy,
    pid,
    self: "ruling",
    children: new Map(),
    lastSerial: 0,
    guarded: false,
    stopping: false,
    end: undefined,
    exited: false,
  };
}

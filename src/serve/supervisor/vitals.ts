/** What the master knows of a worker's health: what its last beat said, and when that was. */

import type { RunningRequest } from "../../core/index.ts";

/** What one beat says. */
export interface Beat {
  /** Requests answered since the worker's start; health probes are none. */
  readonly requests: number;
  /** Resident memory in bytes. */
  readonly memory: number;
  /** The oldest request whose handler has not answered. */
  readonly oldest: RunningRequest | undefined;
}

/** The last beat and what the beats before it add to it. */
export interface Vitals extends Beat {
  /** When it came; before the first one, when the worker became ready. */
  readonly beatAt: number;
  /** Since when the beat is overdue: the master may have slept itself, so it looks twice. */
  readonly doubtedAt: number | undefined;
  /** How many beats in a row were above the soft limit of memory. */
  readonly samplesAbove: number;
  /** The last route that a beat reported. */
  readonly route: string | undefined;
}

/** Why a worker that serves is replaced. */
export type LeaveReason =
  /** Somebody sent TERM to it. */
  | "signal"
  | "max-requests"
  | "max-lifetime"
  | "max-memory"
  | "request-timeout"
  /** It did not beat, and then did again. */
  | "hung";

/** Why a worker was sent KILL. */
export type KillReason = "boot-timeout" | "hung" | "max-memory-hard" | "graceful-timeout";

/** What the master knew of a worker when it sent KILL. */
export interface KillRecord {
  readonly id: number;
  readonly generation: number;
  readonly reason: KillReason;
  /** Milliseconds since the process was started. */
  readonly age: number;
  /** Milliseconds since the last beat. */
  readonly silence: number;
  /** Bytes at the last beat; 0 if there was none. */
  readonly memory: number;
  /** The request that ran at a beat last, e.g. `GET /report`. */
  readonly route?: string | undefined;
}

/** Before the first beat. */
export function createVitals(at: number): Vitals {
  return {
    requests: 0,
    memory: 0,
    oldest: undefined,
    beatAt: at,
    doubtedAt: undefined,
    samplesAbove: 0,
    route: undefined,
  };
}

/** What is said and known of a change of the number of workers. */

import type { Problem } from "../../core/index.ts";
import { supervisorErrors } from "./errors.ts";

/** The largest number of workers. */
export const mostWorkers = 1_024;

/** Reads a number of workers that somebody typed; throws `WORKERS_INVALID`. */
export function parseWorkerCount(text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > mostWorkers) throw supervisorErrors.fail.WORKERS_INVALID({ text });
  return count;
}

/** What somebody wants of the number of workers. */
export type ScaleChange =
  | { readonly kind: "to"; readonly workers: number }
  | { readonly kind: "by"; readonly workers: 1 | -1 }
  /** Stop them all; a reload brings them back. */
  | { readonly kind: "park" };

/** A change that waits for its turn. */
export interface ScaleRequest {
  readonly change: ScaleChange;
  /** Absent when nobody waits for the outcome. */
  readonly request: number | undefined;
}

/** A change in progress: the ids from `was.target` on are new, or those from the present target on leave. */
export interface ScalingPhase {
  readonly kind: "scaling";
  readonly since: number;
  /** What holds again if the new workers cannot start. */
  readonly was: { readonly target: number; readonly parked: number | undefined };
  /** How often a new worker failed. */
  readonly failures: number;
  readonly request: number | undefined;
}

/** A change that succeeded. */
export interface ScaleDone {
  readonly kind: "scaled";
  readonly workers: number;
  readonly was: number;
  /** Milliseconds until the new workers were ready, or the ones too many accepted no more. */
  readonly took: number;
}

/** How a change ended; when it failed, the number is what it was. */
export type ScaleOutcome =
  | ScaleDone
  | { readonly kind: "not-scaled"; readonly workers: number; readonly problem: Problem };

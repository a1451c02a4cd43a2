/** A port: who counts what the master and its workers do; and the words that can be counted, so that each begins at 0. */

import type { WorkerActivity } from "../channel/index.ts";
import type { WorkerStatus } from "./master-status.ts";
import type { Occurrence, RestartReason } from "./occurrences.ts";
import type { KillReason } from "./vitals.ts";
import type { WorkerListener } from "./worker-process.ts";

/** Who counts. */
export interface MasterWatcher {
  happened(occurrences: readonly Occurrence[]): void;
  /** A worker process was started. */
  watch(worker: number): WorkerEar;
}

/** Hears one worker's reports, also one that comes late, and of its end. */
export interface WorkerEar {
  heard(report: WorkerActivity): void;
  gone(): void;
}

/** A listener beside whom somebody counts. */
export function withEar(listener: WorkerListener, ear: WorkerEar | undefined): WorkerListener {
  if (ear === undefined) return listener;
  return {
    ...listener,
    beat: (activity) => {
      ear.heard(activity);
      listener.beat(activity);
    },
    exited: (end) => {
      ear.gone();
      listener.exited(end);
    },
  };
}

/** Why workers are replaced without being asked to be. */
export const restartReasons: readonly RestartReason[] = inOrder<RestartReason>({
  crash: true,
  "failed-start": true,
  signal: true,
  "max-requests": true,
  "max-lifetime": true,
  "max-memory": true,
  "max-memory-hard": true,
  "request-timeout": true,
  hung: true,
});

/** Why workers are sent KILL. */
export const killReasons: readonly KillReason[] = inOrder<KillReason>({
  "boot-timeout": true,
  hung: true,
  "max-memory-hard": true,
  "graceful-timeout": true,
});

type ReloadEnd = Extract<Occurrence, { kind: "reload" }>["outcome"];

/** How reloads end. */
export const reloadOutcomes: readonly ReloadEnd[] = inOrder<ReloadEnd>({
  done: true,
  failed: true,
  interrupted: true,
});

/** Where workers stand, as a status says it. */
export const workerStates: readonly WorkerStatus["state"][] = inOrder<WorkerStatus["state"]>({
  starting: true,
  ready: true,
  leaving: true,
  hung: true,
  draining: true,
  terminating: true,
});

/** The compiler sees that no word is left out. */
function inOrder<Word extends string>(words: Readonly<Record<Word, true>>): readonly Word[] {
  return Object.keys(words) as Word[];
}

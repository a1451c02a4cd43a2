/** What of a turn of `decide` is worth counting: pure, from the state before it and what came of it. */

import type { WorkerActivity } from "../channel/index.ts";
import type { Decision, MasterEvent, MasterState, WorkerRecord } from "./state.ts";
import type { KillReason, LeaveReason } from "./vitals.ts";

/** Why a worker was replaced without being asked to be. */
export type RestartReason = LeaveReason | "crash" | "failed-start" | "max-memory-hard";

/** How a reload ended; `interrupted` by the end of the master. */
export type ReloadEnd = "done" | "failed" | "interrupted";

/** Something that a master did. */
export type Occurrence =
  /** A worker process was started. */
  | { readonly kind: "start" }
  | { readonly kind: "restart"; readonly reason: RestartReason }
  | { readonly kind: "kill"; readonly reason: KillReason }
  | { readonly kind: "reload"; readonly outcome: ReloadEnd };

/** Who counts what the master and its workers do. */
export interface MasterWatcher {
  happened(occurrence: Occurrence): void;
  /** A worker process was started; hears its reports, also one that comes late, and its end. */
  watch(worker: number): { heard(report: WorkerActivity): void; gone(): void };
}

/** All reasons there are, so that each is counted from 0. */
export const restartReasons: readonly RestartReason[] = [
  "crash",
  "failed-start",
  "signal",
  "max-requests",
  "max-lifetime",
  "max-memory",
  "max-memory-hard",
  "request-timeout",
  "hung",
];

/** All reasons there are. */
export const killReasons: readonly KillReason[] = [
  "boot-timeout",
  "hung",
  "max-memory-hard",
  "graceful-timeout",
];

/** All there are. */
export const reloadOutcomes: readonly ReloadEnd[] = ["done", "failed", "interrupted"];

/** What happened in one turn. */
export function toOccurrences(
  before: MasterState,
  event: MasterEvent,
  { state, commands }: Pick<Decision, "state" | "commands">,
): readonly Occurrence[] {
  const ended = event.kind === "worker-exited" ? event.serial : undefined;
  const restarts = [...before.workers.values()].flatMap((worker) => {
    const after = state.workers.get(worker.serial);
    const reason = worker.serial === ended ? reasonOfEnd(worker) : reasonOfMove(worker, after);
    return reason === undefined ? [] : [{ kind: "restart", reason } as const];
  });
  const done = commands.flatMap((command): Occurrence[] => {
    if (command.kind === "spawn") return [{ kind: "start" }];
    return command.kind === "kill" ? [{ kind: "kill", reason: command.record.reason }] : [];
  });
  return [...restarts, ...done, ...reloads(before, { state, commands })];
}

/** A worker that was on its way out, or hung, was counted when that began. */
function reasonOfEnd({ state }: WorkerRecord): RestartReason | undefined {
  if (state.kind === "ready") return "crash";
  return state.kind === "starting" || state.kind === "overdue" ? "failed-start" : undefined;
}

function reasonOfMove(
  { state: before }: WorkerRecord,
  after: WorkerRecord | undefined,
): RestartReason | undefined {
  if (before.kind !== "ready") return undefined;
  switch (after?.state.kind) {
    case "leaving":
      return after.state.why;
    case "hung":
      return "hung";
    case "killed":
      return "max-memory-hard";
    default:
      return undefined;
  }
}

function reloads(
  { phase: before }: MasterState,
  { state: { phase }, commands }: Pick<Decision, "state" | "commands">,
): readonly Occurrence[] {
  if (before.kind !== "reloading") return [];
  if (phase.kind === "reloading" && phase.generation === before.generation) return [];
  if (phase.kind === "stopping") return [{ kind: "reload", outcome: "interrupted" }];
  // Whoever asked for it hears of a failure at once.
  const hasFailed = commands.some(
    (command) => command.kind === "answer" && command.outcome.kind === "failed",
  );
  return [{ kind: "reload", outcome: hasFailed ? "failed" : "done" }];
}

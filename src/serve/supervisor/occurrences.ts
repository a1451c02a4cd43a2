/** What of a turn of `decide` is worth counting: pure, from the state before it and what came of it. */

import type { Decision, MasterEvent, MasterState, WorkerRecord } from "./state.ts";
import type { KillReason, LeaveReason } from "./vitals.ts";

/** Why a worker was replaced without being asked to be. */
export type RestartReason = LeaveReason | "crash" | "failed-start" | "max-memory-hard";

/** Something that a master did. */
export type Occurrence =
  /** A worker process was started. */
  | { readonly kind: "start" }
  /** `worker` is its id. */
  | { readonly kind: "restart"; readonly worker: number; readonly reason: RestartReason }
  | { readonly kind: "kill"; readonly reason: KillReason }
  /** `interrupted` by the end of the master. */
  | {
      readonly kind: "reload";
      readonly outcome: "done" | "failed" | "interrupted";
      readonly generation: number;
      /** When it began, by the clock of `decide`. */
      readonly since: number;
      /** Why it failed. */
      readonly reason?: string;
    };

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
    return reason === undefined ? [] : [{ kind: "restart", worker: worker.id, reason } as const];
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
  const { generation, since } = before;
  const reload = { kind: "reload", generation, since } as const;
  if (phase.kind === "stopping") return [{ ...reload, outcome: "interrupted" }];
  // Whoever asked for it hears of a failure at once.
  const reasons = commands.flatMap((command) =>
    command.kind === "answer" && command.outcome.kind === "failed"
      ? [command.outcome.problem.message]
      : [],
  );
  const [reason] = reasons;
  return [
    reason === undefined
      ? { ...reload, outcome: "done" }
      : { ...reload, outcome: "failed", reason },
  ];
}

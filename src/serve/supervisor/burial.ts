/** What the end of a worker means: the plan, a failed start, or an accident; too many accidents end the master. */

import { type Problem, toProblem } from "../../core/index.ts";
import { supervisorErrors } from "./errors.ts";
import { failInPlace, mournInPlace } from "./in-place.ts";
import { abortReload, failReloadStep } from "./reload.ts";
import { isServed, recordSetback } from "./replace.ts";
import { failScaleStep } from "./scale.ts";
import type { WorkerEnd, WorkerRecord } from "./state.ts";
import { stop } from "./stop.ts";
import { describe, type Turn } from "./turn.ts";

/** Forgets a worker that has ended, and draws the conclusion. */
export function bury(turn: Turn, worker: WorkerRecord, end: WorkerEnd): void {
  turn.workers.delete(worker.serial);
  const { state, id } = worker;
  switch (state.kind) {
    case "starting":
    case "overdue":
      return failStart(turn, worker, end);
    case "ready":
    case "leaving":
    case "hung":
      if (turn.policy.inPlace === true) return mournInPlace(turn, worker, end);
      recordSetback(turn, id, turn.at - state.since);
      turn.notes.push({ level: "warn", message: `worker ${id} ${end.how}, replacing it` });
      return judge(turn, worker, toProblem(supervisorErrors.fail.WORKER_ENDED({ id, ...end })));
    case "draining":
    case "terminating":
    case "killed":
      return;
    default:
      state satisfies never;
  }
}

function failStart(turn: Turn, worker: WorkerRecord, end: WorkerEnd): void {
  const problem = startProblem(turn, worker, end);
  if (turn.policy.inPlace === true) return failInPlace(turn, worker, { ...end, problem });
  if (turn.phase.kind === "booting") return stop(turn, problem);
  if (failReloadStep(turn, worker, problem)) return;
  recordSetback(turn, worker.id, 0);
  turn.notes.push({ level: "error", message: `worker ${worker.id}: ${describe(problem)}` });
  judge(turn, worker, problem);
}

function startProblem(turn: Turn, worker: WorkerRecord, end: WorkerEnd): Problem {
  if (end.problem !== undefined) return end.problem;
  const { how, lastLine } = end;
  if (worker.state.kind === "starting") {
    return toProblem(supervisorErrors.fail.WORKER_DIED({ how, lastLine }));
  }
  const seconds = turn.policy.bootTimeout / 1_000;
  return toProblem(supervisorErrors.fail.WORKER_BOOT_TIMEOUT({ seconds, lastLine }));
}

/** Counts an accident. One whose predecessor still serves costs nobody anything, and new workers have their own count. */
function judge(turn: Turn, worker: WorkerRecord, problem: Problem): void {
  const { policy, phase } = turn;
  if (phase.kind === "stopping" || failScaleStep(turn, worker, problem)) return;
  if (policy.maxRestarts === 0 || isServed(turn, worker.id)) return;
  const recent = turn.restarts.filter((time) => turn.at - time < policy.restartWindow);
  turn.restarts = [...recent, turn.at];
  if (turn.restarts.length <= policy.maxRestarts) return;
  turn.restarts = [];
  const facts = { restarts: policy.maxRestarts, seconds: policy.restartWindow / 1_000 };
  const exceeded = toProblem(
    supervisorErrors.fail.RESTARTS_EXCEEDED({ ...facts, reason: problem.message }),
  );
  // What crashes is what the reload brings: the old generation is there still.
  if (phase.kind === "reloading" && worker.generation === phase.generation) {
    return abortReload(turn, exceeded);
  }
  turn.notes.push({ level: "error", message: describe(exceeded) });
  stop(turn, exceeded);
}

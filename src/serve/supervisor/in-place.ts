/**
 * Development's way to reload: the one worker leaves before its successor starts, so that no request is answered by old
 * code and nothing of the app is there twice. Whatever ends or cannot start is stood in for by a worker that says why.
 */

import { millis, type Problem, toProblem } from "../../core/index.ts";
import { supervisorErrors } from "./errors.ts";
import { answerFailed } from "./reload-answers.ts";
import { retire } from "./retire.ts";
import type { ReloadRequest, WorkerEnd, WorkerRecord } from "./state.ts";
import { stop } from "./stop.ts";
import { describe, spawn, type Turn } from "./turn.ts";

/** A generation whose settings are wrong. */
interface RefusedGeneration {
  readonly generation: number;
  readonly problem: Problem;
}

/** Begins again at once, also in the middle of another start: what that one would serve is old by now. */
export function restart(turn: Turn, { request: id, waitDrained }: ReloadRequest): void {
  const { phase } = turn;
  const request = { request: id, waitDrained };
  begin(turn, [...(phase.kind === "reloading" ? phase.requests : []), request]);
}

/** The settings of the generation were read. */
export function markPrepared(turn: Turn, generation: number): void {
  const { phase } = turn;
  if (phase.kind !== "reloading" || phase.generation !== generation) return;
  turn.phase = { ...phase, isPrepared: true };
}

/** Starts the worker once nobody else is left. */
export function startAlone(turn: Turn): void {
  const { phase } = turn;
  if (phase.kind !== "reloading" || phase.isPrepared !== true || turn.workers.size > 0) return;
  spawn(turn, 0, phase.generation);
}

/** A generation's settings, or its worker, could not be had: starts a worker that says why, until the next change. */
export function standIn(turn: Turn, problem: Problem): void {
  const { phase } = turn;
  if (phase.kind === "stopping") return;
  // Nothing was ever there, so nobody would know what to change.
  if (phase.kind === "booting" && problem.exitCode === 2) return stop(turn, problem);
  // Somebody who cannot even say why.
  if (phase.kind === "reloading" && phase.failure !== undefined) return stop(turn, problem);
  const generation = phase.kind === "reloading" ? phase.generation : turn.generation;
  turn.notes.push({ level: "error", message: `${describe(problem)}; waiting for a change` });
  if (phase.kind === "reloading") answerFailed(turn, phase.requests, { generation, problem });
  begin(turn, [], problem);
  if (phase.kind === "reloading" && turn.phase.kind === "reloading") {
    turn.phase = { ...turn.phase, since: phase.since };
  }
}

/** The settings of a generation cannot be read; those of one that is superseded interest nobody. */
export function refuseInPlace(turn: Turn, refused: RefusedGeneration): void {
  const { phase } = turn;
  const isCurrent = phase.kind !== "reloading" || phase.generation === refused.generation;
  if (isCurrent) standIn(turn, refused.problem);
}

/** There is nothing to scale. */
export function refuseScale(turn: Turn): void {
  turn.notes.push({ level: "warn", message: "in development there is one worker, always" });
}

/** A worker that served has ended without being told. */
export function mournInPlace(turn: Turn, worker: WorkerRecord, end: WorkerEnd): void {
  // Its stack would be the master's.
  const ended = supervisorErrors.fail.WORKER_ENDED({ id: worker.id, ...end });
  const problem = { ...toProblem(ended), stack: undefined };
  if (!endWith(turn, end, problem)) standIn(turn, problem);
}

/** A worker did not start; one that its master killed took too long, which is no reason to end. */
export function failInPlace(
  turn: Turn,
  { state }: WorkerRecord,
  end: WorkerEnd & { readonly problem: Problem },
): void {
  const isOwn = end.problem.code.startsWith("WORKER_");
  const problem = isOwn ? { ...end.problem, stack: undefined } : end.problem;
  const isEnd = state.kind === "starting" && endWith(turn, end, problem);
  if (!isEnd) standIn(turn, problem);
}

/** Whether this end of a worker is the end of everything: it was done, or somebody killed it. */
function endWith(turn: Turn, { status }: WorkerEnd, problem: Problem): boolean {
  if (status === 0 && turn.policy.untilSuccess === true) stop(turn, undefined);
  else if (status === "SIGKILL") stop(turn, problem);
  else return false;
  return true;
}

function begin(turn: Turn, requests: readonly ReloadRequest[], failure?: Problem): void {
  turn.lastGeneration += 1;
  const generation = turn.lastGeneration;
  const start = { id: 0, attempts: 1, isPrepared: false, failure };
  turn.phase = { kind: "reloading", generation, since: turn.at, requests, ...start };
  turn.setbacks.clear();
  for (const worker of turn.workers.values()) retire(turn, worker, millis(0));
  turn.commands.push({ kind: "prepare-generation", generation, failure });
}

/**
 * The reload as a transaction. The first worker of the new generation is a canary: if it fails, the old
 * generation stays. Then worker by worker: a ready new one releases the old one of the same id.
 */

import { millis, type Problem, toProblem } from "../../core/index.ts";
import { supervisorErrors } from "./errors.ts";
import { yieldToReload } from "./replace.ts";
import { retire, terminate } from "./retire.ts";
import type { ReloadDone, ReloadingPhase, ReloadRequest, WorkerRecord } from "./state.ts";
import { describe, isLive, isServing, mayAccept, spawn, type Turn } from "./turn.ts";

/** How often a worker that is not the canary may fail to start before the reload gives up. */
const maxAttempts = 3;

/** Puts a reload behind what runs; refuses it when the master stops. */
export function requestReload(turn: Turn, request: ReloadRequest): void {
  if (turn.phase.kind === "stopping") refuse(turn, [request]);
  else turn.queued = [...turn.queued, request];
}

/** Begins the one reload that everybody who waits for one gets. */
export function beginReload(turn: Turn): void {
  turn.lastGeneration += 1;
  const generation = turn.lastGeneration;
  const requests = turn.queued;
  turn.phase = { kind: "reloading", generation, since: turn.at, id: 0, attempts: 1, requests };
  turn.queued = [];
  turn.commands.push({ kind: "prepare-generation", generation });
}

/** Starts the canary of a generation whose settings were read. */
export function startCanary(turn: Turn, generation: number): void {
  const { phase } = turn;
  if (phase.kind !== "reloading" || phase.generation !== generation) return;
  yieldToReload(turn);
  spawn(turn, 0, generation);
}

/** A worker is ready: if the reload waited for it, it releases the old one and the next is started. */
export function advanceReload(turn: Turn, worker: WorkerRecord): void {
  const { phase } = turn;
  if (phase.kind !== "reloading" || !isAwaited(phase, worker)) return;
  turn.setbacks.delete(worker.id);
  for (const other of turn.workers.values()) {
    if (other.id === worker.id && other.generation < phase.generation)
      retire(turn, other, millis(0));
  }
  const id = phase.id + 1;
  turn.phase = { ...phase, id, attempts: 1 };
  if (id < goalOf(turn)) spawn(turn, id, phase.generation);
}

/** A worker did not start: true if the reload waited for it and has dealt with it. */
export function failReloadStep(turn: Turn, worker: WorkerRecord, problem: Problem): boolean {
  const { phase } = turn;
  if (phase.kind !== "reloading" || !isAwaited(phase, worker)) return false;
  if (phase.id === 0 || phase.attempts >= maxAttempts) {
    abortReload(turn, problem);
  } else {
    turn.notes.push({ level: "warn", message: `worker ${worker.id}: ${describe(problem)}` });
    turn.phase = { ...phase, attempts: phase.attempts + 1 };
    spawn(turn, phase.id, phase.generation);
  }
  return true;
}

/** Gives the reload up; workers that were switched already stay. */
export function abortReload(turn: Turn, problem: Problem): void {
  const { phase } = turn;
  if (phase.kind !== "reloading") return;
  const { generation, requests, id } = phase;
  const reported = id === 0 ? problem : incomplete(turn, id, problem);
  const kept = id > 0 ? "both generations serve" : keptGeneration(turn);
  if (id > 0) {
    turn.generation = generation;
    unpark(turn);
  }
  turn.phase = { kind: "serving" };
  dismissAwaited(turn, phase);
  turn.notes.push({ level: "error", message: `reload failed, ${kept}: ${describe(reported)}` });
  answerFailed(turn, requests, { generation, problem: reported });
}

/** Tells everybody who waits for a reload that the master stops instead. */
export function interruptReloads(turn: Turn): void {
  const running = turn.phase.kind === "reloading" ? turn.phase.requests : [];
  refuse(turn, [...running, ...turn.queued]);
  turn.queued = [];
}

/** Finishes the reload once every worker is switched and no old one accepts any more. */
export function settleReload(turn: Turn): void {
  const { phase } = turn;
  if (phase.kind !== "reloading" || phase.id < goalOf(turn)) return;
  const older = olderThan(turn, phase.generation);
  if (older.some(mayAccept)) return;
  const { generation, requests, since } = phase;
  const outcome: ReloadDone = { kind: "done", generation, took: Math.round(turn.at - since) };
  turn.generation = generation;
  turn.phase = { kind: "serving" };
  unpark(turn);
  const message = `generation ${generation} serves, ${turn.target} workers in ${outcome.took} ms`;
  turn.notes.push({ level: "info", message });
  for (const { request, waitDrained } of requests) {
    if (waitDrained) turn.drainWaits = [...turn.drainWaits, { outcome, request }];
    else turn.commands.push({ kind: "answer", request, outcome });
  }
}

/** Answers those who wait until the old generation has gone. */
export function settleDrainWaits(turn: Turn): void {
  turn.drainWaits = turn.drainWaits.filter(({ outcome, request }) => {
    if (olderThan(turn, outcome.generation).length > 0) return true;
    turn.commands.push({ kind: "answer", request, outcome });
    return false;
  });
}

/** How many workers the reload brings: also those that WINCH had stopped. */
function goalOf({ parked, target }: Turn): number {
  return parked ?? target;
}

function unpark(turn: Turn): void {
  turn.target = goalOf(turn);
  turn.parked = undefined;
}

function keptGeneration({ parked, generation }: Turn): string {
  return parked === undefined ? `generation ${generation} serves on` : "all workers stay stopped";
}

function isAwaited(phase: ReloadingPhase, worker: WorkerRecord): boolean {
  return worker.generation === phase.generation && worker.id === phase.id;
}

/** A reload that crashes elsewhere may still start a worker whose id somebody else has. */
function dismissAwaited(turn: Turn, phase: ReloadingPhase): void {
  const held = [...turn.workers.values()].filter(({ id }) => id === phase.id).filter(isLive);
  if (held.length < 2) return;
  for (const worker of held) if (isAwaited(phase, worker)) terminate(turn, worker);
}

function olderThan(turn: Turn, generation: number): WorkerRecord[] {
  return [...turn.workers.values()].filter((worker) => worker.generation < generation);
}

function incomplete(turn: Turn, switched: number, problem: Problem): Problem {
  const facts = { switched, workers: goalOf(turn), reason: problem.message };
  return toProblem(supervisorErrors.fail.RELOAD_INCOMPLETE(facts));
}

function refuse(turn: Turn, requests: readonly ReloadRequest[]): void {
  const problem = toProblem(supervisorErrors.fail.RELOAD_INTERRUPTED({}));
  answerFailed(turn, requests, { generation: turn.generation, problem });
}

function answerFailed(
  turn: Turn,
  requests: readonly ReloadRequest[],
  failure: { readonly generation: number; readonly problem: Problem },
): void {
  const alive = [...turn.workers.values()].filter(isServing).map(({ generation }) => generation);
  const serving = turn.phase.kind === "stopping" ? [] : [...new Set(alive)];
  for (const { request } of requests) {
    turn.commands.push({
      kind: "answer",
      request,
      outcome: { kind: "failed", ...failure, serving },
    });
  }
}

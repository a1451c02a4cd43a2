/**
 * The number of workers changes: new ids are vacant and get filled, ids too many are retired. If new workers cannot
 * start, the number is what it was before.
 */

import { millis, type Problem, toProblem } from "../../core/index.ts";
import { supervisorErrors } from "./errors.ts";
import { retire } from "./retire.ts";
import {
  mostWorkers,
  type ScaleChange,
  type ScaleOutcome,
  type ScaleRequest,
  type ScalingPhase,
} from "./scale-state.ts";
import type { WorkerRecord } from "./state.ts";
import { areServed, describe, mayAccept, type Turn } from "./turn.ts";

/** How often new workers may fail before the change is given up. */
const maxFailures = 3;

/** Puts a change behind what runs; refuses it when the master stops. */
export function requestScale(turn: Turn, scale: ScaleRequest): void {
  if (turn.phase.kind === "stopping") refuse(turn, [scale]);
  else if (isFixed(turn, scale.change)) refuseFixed(turn, scale);
  else turn.scales = [...turn.scales, scale];
}

/** Begins the next change. */
export function beginScale(turn: Turn): void {
  const [next, ...rest] = turn.scales;
  if (next === undefined) return;
  turn.scales = rest;
  const { target, parked } = turn;
  const { change, request } = next;
  turn.target = toTarget(change, target);
  if (change.kind === "park") turn.parked = parked ?? target;
  else if (turn.target > 0) turn.parked = undefined;
  const was = { target, parked };
  turn.phase = { kind: "scaling", since: turn.at, was, failures: 0, request };
  retireSurplus(turn);
}

/** Workers whose id is not asked for go; a reload that brings workers back is ahead of the number. */
export function retireSurplus(turn: Turn): void {
  if (turn.phase.kind === "reloading" || turn.phase.kind === "stopping") return;
  for (const worker of turn.workers.values()) {
    if (worker.id >= turn.target) retire(turn, worker, millis(0));
  }
}

/** A new worker failed: true if the change has dealt with it. The predecessors have nothing to do with it. */
export function failScaleStep(turn: Turn, worker: WorkerRecord, problem: Problem): boolean {
  const { phase } = turn;
  if (phase.kind !== "scaling" || worker.id < phase.was.target) return false;
  const failures = phase.failures + 1;
  turn.phase = { ...phase, failures };
  if (failures < maxFailures) return true;
  const { target, parked } = phase.was;
  const facts = { wanted: turn.target, kept: target, reason: problem.message };
  turn.target = target;
  turn.parked = parked;
  turn.phase = { kind: "serving" };
  const failed = toProblem(supervisorErrors.fail.SCALE_FAILED(facts));
  turn.notes.push({ level: "error", message: describe(failed) });
  answer(turn, phase.request, { kind: "not-scaled", workers: target, problem: failed });
  return true;
}

/** Finishes the change once every new id is served and nobody too many accepts. */
export function settleScale(turn: Turn): void {
  const { phase, target } = turn;
  if (phase.kind !== "scaling" || !isSettled(turn, phase)) return;
  turn.phase = { kind: "serving" };
  const took = Math.round(turn.at - phase.since);
  const was = phase.was.target;
  const message = target === 0 ? allStopped : `${was} workers became ${target} in ${took} ms`;
  if (target !== was) turn.notes.push({ level: "info", message });
  answer(turn, phase.request, { kind: "scaled", workers: target, was, took });
}

/** Tells everybody who waits for a change that the master stops instead. */
export function interruptScales(turn: Turn): void {
  const { phase } = turn;
  const running = phase.kind === "scaling" ? [{ request: phase.request }] : [];
  refuse(turn, [...running, ...turn.scales]);
  turn.scales = [];
}

const allStopped = "all workers are stopped; HUP, reload or scale brings them back";

function toTarget(change: ScaleChange, target: number): number {
  switch (change.kind) {
    case "park":
      return 0;
    case "to":
      return change.workers;
    case "by":
      // The last worker is not counted away: a site that does not answer is asked for by WINCH or a stop.
      return Math.min(Math.max(target + change.workers, Math.min(target, 1)), mostWorkers);
    default:
      return change satisfies never;
  }
}

/** Where each worker has its own port, all may be stopped and brought back, but none counted more or less. */
function isFixed({ policy }: Turn, change: ScaleChange): boolean {
  if (!policy.fixedWorkers || change.kind === "park") return false;
  return change.kind === "by" || change.workers !== policy.workers;
}

function refuseFixed(turn: Turn, { request }: ScaleRequest): void {
  const { workers } = turn.policy;
  const problem = toProblem(supervisorErrors.fail.SCALE_FIXED({ workers }));
  turn.notes.push({ level: "warn", message: describe(problem) });
  answer(turn, request, { kind: "not-scaled", workers: turn.target, problem });
}

function isSettled(turn: Turn, { was }: ScalingPhase): boolean {
  const { target } = turn;
  if (target > was.target) return areServed(turn, was.target, target);
  return ![...turn.workers.values()].some((worker) => worker.id >= target && mayAccept(worker));
}

function refuse(turn: Turn, scales: readonly Pick<ScaleRequest, "request">[]): void {
  const problem = toProblem(supervisorErrors.fail.SCALE_INTERRUPTED({}));
  for (const { request } of scales) {
    answer(turn, request, { kind: "not-scaled", workers: turn.target, problem });
  }
}

function answer(turn: Turn, request: number | undefined, outcome: ScaleOutcome): void {
  if (request !== undefined) turn.commands.push({ kind: "answer", request, outcome });
}

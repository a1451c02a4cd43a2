/** The master's whole judgement as one pure function: no clock, no process, no log. */

import { millis, type Problem, toProblem } from "../../core/index.ts";
import { supervisorErrors } from "./errors.ts";
import {
  abortReload,
  advanceReload,
  beginQueuedReload,
  failReloadStep,
  interruptReloads,
  requestReload,
  settleDrainWaits,
  settleReload,
  startCanary,
} from "./reload.ts";
import { fillVacancies, nextAttempt, recordSetback, releasePredecessor } from "./replace.ts";
import {
  deadlineOf,
  enforceDeadlines,
  limitDrainingGenerations,
  retire,
  terminate,
} from "./retire.ts";
import type { Decision, MasterEvent, MasterState, WorkerEnd, WorkerRecord } from "./state.ts";
import { beginTurn, describe, endTurn, mayAccept, move, spawn, type Turn } from "./turn.ts";

/** What follows from an event at a time (the clock's milliseconds). */
export function decide(before: MasterState, event: MasterEvent, at: number): Decision {
  const turn = beginTurn(before, at);
  handle(turn, event);
  enforceDeadlines(turn);
  fillVacancies(turn);
  settleBoot(turn);
  settleReload(turn);
  settleDrainWaits(turn);
  settleStop(turn);
  return endTurn(turn);
}

/** When `decide` wants a `tick` if nothing happens before; infinity for never. */
export function nextDeadline(state: MasterState): number {
  const deadlines = [...state.workers.values()].map((worker) => deadlineOf(state, worker));
  return Math.min(...deadlines, nextAttempt(state));
}

function handle(turn: Turn, event: MasterEvent): void {
  switch (event.kind) {
    case "boot":
      turn.commands.push({ kind: "prepare-generation", generation: turn.generation });
      return;
    case "generation-prepared":
      if (turn.phase.kind === "booting") spawn(turn, 0, event.generation);
      else startCanary(turn, event.generation);
      return;
    case "generation-refused":
      if (turn.phase.kind === "booting") stop(turn, event.problem);
      else abortReload(turn, event.problem);
      return;
    case "worker-ready":
      return withWorker(turn, event.serial, (worker) => becomeReady(turn, worker));
    case "worker-wants-out":
      return withWorker(turn, event.serial, (worker) => letOut(turn, worker));
    case "worker-stopped-accepting":
      return withWorker(turn, event.serial, (worker) => stopAccepting(turn, worker));
    case "worker-exited":
      return withWorker(turn, event.serial, (worker) => bury(turn, worker, event));
    case "reload-requested":
      return requestReload(turn, { request: event.request, waitDrained: event.waitDrained });
    case "stop-requested":
      return event.now ? stopNow(turn) : stop(turn, undefined);
    case "tick":
      return;
    default:
      event satisfies never;
  }
}

function withWorker(turn: Turn, serial: number, act: (worker: WorkerRecord) => void): void {
  const worker = turn.workers.get(serial);
  if (worker !== undefined) act(worker);
}

function becomeReady(turn: Turn, worker: WorkerRecord): void {
  if (worker.state.kind !== "starting") return;
  move(turn, worker, { kind: "ready", since: turn.at });
  advanceReload(turn, worker);
  releasePredecessor(turn, worker);
  limitDrainingGenerations(turn);
}

/** The worker serves on until its successor is ready. A master that stops has plans for it already. */
function letOut(turn: Turn, worker: WorkerRecord): void {
  if (worker.state.kind !== "ready" || turn.phase.kind === "stopping") return;
  move(turn, worker, { ...worker.state, kind: "leaving" });
  const message = `worker ${worker.id} was asked to leave by a signal, replacing it`;
  turn.notes.push({ level: "info", message });
}

function stopAccepting(turn: Turn, worker: WorkerRecord): void {
  if (worker.state.kind === "draining") move(turn, worker, { ...worker.state, accepting: false });
}

function bury(turn: Turn, worker: WorkerRecord, end: WorkerEnd): void {
  turn.workers.delete(worker.serial);
  const { state, id } = worker;
  if (state.kind === "starting" || state.kind === "overdue") {
    failStart(turn, worker, startProblem(turn, worker, end));
  } else if (state.kind === "ready" || state.kind === "leaving") {
    recordSetback(turn, id, turn.at - state.since);
    turn.notes.push({ level: "warn", message: `worker ${id} ${end.how}, replacing it` });
  }
}

function failStart(turn: Turn, worker: WorkerRecord, problem: Problem): void {
  if (turn.phase.kind === "booting") return stop(turn, problem);
  if (failReloadStep(turn, worker, problem)) return;
  recordSetback(turn, worker.id, 0);
  turn.notes.push({ level: "error", message: `worker ${worker.id}: ${describe(problem)}` });
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

/** Ends the master: gracefully when asked, with the problem's exit code when it cannot serve. */
function stop(turn: Turn, problem: Problem | undefined): void {
  if (turn.phase.kind === "stopping") return;
  interruptReloads(turn);
  const exitCode = problem?.exitCode ?? 0;
  turn.phase = { kind: "stopping", exitCode, problem, listening: true };
  const delay = problem === undefined ? turn.policy.shutdownDelay : millis(0);
  for (const worker of turn.workers.values()) retire(turn, worker, delay);
  if (problem === undefined) turn.notes.push({ level: "info", message: "stopping gracefully" });
}

function stopNow(turn: Turn): void {
  stop(turn, undefined);
  if (turn.phase.kind === "stopping") turn.phase = { ...turn.phase, exitCode: 130 };
  for (const worker of turn.workers.values()) terminate(turn, worker);
}

function settleBoot(turn: Turn): void {
  if (turn.phase.kind !== "booting") return;
  const ready = [...turn.workers.values()].filter(({ state }) => state.kind === "ready").length;
  if (ready < turn.policy.workers) return;
  turn.phase = { kind: "serving" };
  beginQueuedReload(turn);
}

function settleStop(turn: Turn): void {
  const { phase } = turn;
  if (phase.kind !== "stopping") return;
  if (phase.listening && ![...turn.workers.values()].some(mayAccept)) {
    turn.phase = { ...phase, listening: false };
    turn.commands.push({ kind: "close-listeners" });
  }
  if (turn.workers.size > 0) return;
  turn.commands.push({ kind: "exit", exitCode: phase.exitCode, problem: phase.problem });
}

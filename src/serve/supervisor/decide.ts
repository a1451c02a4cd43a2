/** The master's whole judgement as one pure function: no clock, no process, no log. */

import type { Millis } from "../../core/index.ts";
import type { ToWorker } from "../channel/index.ts";
import { bury } from "./burial.ts";
import { deadlineOf, enforceDeadlines } from "./deadlines.ts";
import { hearBeat } from "./health.ts";
import { leave } from "./leave.ts";
import {
  abortReload,
  advanceReload,
  beginReload,
  requestReload,
  settleDrainWaits,
  settleReload,
  startCanary,
} from "./reload.ts";
import { fillVacancies, nextAttempt, releasePredecessors } from "./replace.ts";
import { limitDrainingGenerations } from "./retire.ts";
import { beginScale, requestScale, retireSurplus, settleScale } from "./scale.ts";
import type { Decision, MasterEvent, MasterState, WorkerRecord } from "./state.ts";
import { settleStop, stop, stopNow } from "./stop.ts";
import { areServed, beginTurn, endTurn, move, spawn, type Turn } from "./turn.ts";

/** What follows from an event at a time (the clock's milliseconds). */
export function decide(before: MasterState, event: MasterEvent, at: number): Decision {
  const turn = beginTurn(before, at);
  handle(turn, event);
  enforceDeadlines(turn);
  settleBoot(turn);
  settleReload(turn);
  retireSurplus(turn);
  beginQueued(turn);
  fillVacancies(turn);
  limitDrainingGenerations(turn);
  settleScale(turn);
  settleDrainWaits(turn);
  settleStop(turn);
  return endTurn(turn);
}

/** When `decide` wants a `tick` if nothing happens before; infinity for never. */
export function nextDeadline(state: MasterState): number {
  if (isFree(state)) return Number.NEGATIVE_INFINITY;
  const deadlines = [...state.workers.values()].map((worker) => deadlineOf(state, worker));
  return Math.min(...deadlines, nextAttempt(state));
}

/** How a worker is told to drain: also whether nobody serves after it, which balancers hear. */
export function toDrain(delay: Millis, { phase, target }: MasterState): ToWorker {
  return { kind: "drain", delay, endsService: phase.kind === "stopping" || target === 0 };
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
      return withWorker(turn, event.serial, (worker) => leave(turn, worker, "signal"));
    case "worker-beat":
      return withWorker(turn, event.serial, (worker) => hearBeat(turn, worker, event.beat));
    case "worker-stopped-accepting":
      return withWorker(turn, event.serial, (worker) => stopAccepting(turn, worker));
    case "worker-exited":
      return withWorker(turn, event.serial, (worker) => bury(turn, worker, event));
    case "reload-requested":
      return requestReload(turn, { request: event.request, waitDrained: event.waitDrained });
    case "scale-requested":
      return requestScale(turn, event);
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
  const vitals = { ...worker.vitals, beatAt: turn.at };
  move(turn, { ...worker, vitals }, { kind: "ready", since: turn.at });
  advanceReload(turn, worker);
  releasePredecessors(turn, worker);
}

function stopAccepting(turn: Turn, worker: WorkerRecord): void {
  if (worker.state.kind === "draining") move(turn, worker, { ...worker.state, accepting: false });
}

function settleBoot(turn: Turn): void {
  if (turn.phase.kind !== "booting" || !areServed(turn, 0, turn.target)) return;
  turn.phase = { kind: "serving" };
}

/** What was asked for meanwhile begins: first the number of workers, so that a reload brings as many as are wanted. */
function beginQueued(turn: Turn): void {
  if (!isFree(turn)) return;
  if (turn.scales.length > 0) beginScale(turn);
  else beginReload(turn);
}

/** The master serves, and something waits for that. */
function isFree({ phase, scales, queued }: MasterState): boolean {
  return phase.kind === "serving" && scales.length + queued.length > 0;
}

/** Which worker ids are vacant, and when a replacement may be tried: at once, then with growing pauses. */

import { type Millis, millis } from "../../core/index.ts";
import { retire, terminate } from "./retire.ts";
import type { MasterState, WorkerRecord } from "./state.ts";
import { spread } from "./spread.ts";
import { isLive, spawn, type Turn } from "./turn.ts";

/** A worker that served this long starts with a clean slate. */
const cleanSlate: Millis = millis(10_000);
const firstPause: Millis = millis(100);
const longestPause: Millis = millis(5_000);

/** Pauses differ by up to this share, so that workers which failed together do not start together again. */
const pauseJitter = 0.25;

/** Counts a worker that ended unasked against its id. `served` is how long it was ready. */
export function recordSetback(turn: Turn, id: number, served: number): void {
  const before = served >= cleanSlate ? 0 : (turn.setbacks.get(id)?.failures ?? 0);
  const jitter = 1 + pauseJitter * spread(turn.policy.seed, turn.lastSerial + id);
  const notBefore = turn.at + Math.round(pauseAfter(before) * jitter);
  turn.setbacks.set(id, { failures: before + 1, notBefore });
}

/** Starts a worker for each vacant id whose pause is over; for one that still serves, only one at a time. */
export function fillVacancies(turn: Turn): void {
  for (const id of vacantIds(turn)) {
    if (turn.at < notBefore(turn, id) || mustWait(turn, id)) continue;
    spawn(turn, id, generationFor(turn, id));
  }
}

/** A worker is ready: those of the same id that it replaces may go. */
export function releasePredecessors(turn: Turn, successor: WorkerRecord): void {
  for (const worker of turn.workers.values()) {
    const isReplaced = worker.state.kind === "leaving" || worker.state.kind === "hung";
    if (worker.id === successor.id && isReplaced) retire(turn, worker, millis(0));
  }
}

/** When the next vacant id may be tried; infinity if none is vacant. */
export function nextAttempt(state: MasterState): number {
  const ids = vacantIds(state).filter((id) => !mustWait(state, id));
  return Math.min(...ids.map((id) => notBefore(state, id)), Number.POSITIVE_INFINITY);
}

/** Whether a worker that is to be replaced still serves under this id. */
export function isServed({ workers }: MasterState, id: number): boolean {
  return [...workers.values()].some(
    (worker) => worker.id === id && worker.state.kind === "leaving",
  );
}

function vacantIds(state: MasterState): number[] {
  const workers = [...state.workers.values()];
  if (state.phase.kind === "stopping") return [];
  if (state.policy.inPlace === true && state.phase.kind === "reloading") return [];
  if (state.phase.kind === "booting" && !workers.some((worker) => worker.state.kind === "ready")) {
    return [];
  }
  const taken = new Set(workers.filter(isLive).map(({ id }) => id));
  return Array.from({ length: state.target }, (_, id) => id).filter((id) => !taken.has(id));
}

/** Ends the successors of workers that still serve: a reload that begins replaces those anyway. */
export function yieldToReload(turn: Turn): void {
  for (const worker of turn.workers.values()) {
    if (worker.state.kind === "starting" && isServed(turn, worker.id)) terminate(turn, worker);
  }
}

/** A worker that still serves waits for its successor while others start or are reloaded; no clock ends that. */
function mustWait(state: MasterState, id: number): boolean {
  return isServed(state, id) && (state.phase.kind === "reloading" || isAnyStarting(state));
}

function isAnyStarting({ workers }: MasterState): boolean {
  return [...workers.values()].some(({ state }) => state.kind === "starting");
}

function generationFor({ phase, generation }: MasterState, id: number): number {
  return phase.kind === "reloading" && id < phase.id ? phase.generation : generation;
}

function notBefore(state: MasterState, id: number): number {
  return state.setbacks.get(id)?.notBefore ?? Number.NEGATIVE_INFINITY;
}

function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstPause * 2 ** (failures - 1), longestPause);
}

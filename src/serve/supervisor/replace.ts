/** Which worker ids are vacant, and when a replacement may be tried: at once, then with growing pauses. */

import { type Millis, millis } from "../../core/index.ts";
import type { MasterState } from "./state.ts";
import { isLive, spawn, type Turn } from "./turn.ts";

/** A worker that served this long starts with a clean slate. */
const cleanSlate: Millis = millis(10_000);
const firstPause: Millis = millis(100);
const longestPause: Millis = millis(5_000);

/** Counts a worker that ended unasked against its id. `served` is how long it was ready. */
export function recordSetback(turn: Turn, id: number, served: number): void {
  const before = served >= cleanSlate ? 0 : (turn.setbacks.get(id)?.failures ?? 0);
  turn.setbacks.set(id, { failures: before + 1, notBefore: turn.at + pauseAfter(before) });
}

/** Starts a worker for each vacant id whose pause is over. */
export function fillVacancies(turn: Turn): void {
  for (const id of vacantIds(turn)) {
    if (turn.at < notBefore(turn, id)) continue;
    spawn(turn, id, generationFor(turn, id));
  }
}

/** When the next vacant id may be tried; infinity if none is vacant. */
export function nextAttempt(state: MasterState): number {
  return Math.min(...vacantIds(state).map((id) => notBefore(state, id)), Number.POSITIVE_INFINITY);
}

function vacantIds(state: MasterState): number[] {
  const workers = [...state.workers.values()];
  if (state.phase.kind === "stopping") return [];
  if (state.phase.kind === "booting" && !workers.some((worker) => worker.state.kind === "ready")) {
    return [];
  }
  const taken = new Set(workers.filter(isLive).map(({ id }) => id));
  return Array.from({ length: state.policy.workers }, (_, id) => id).filter((id) => !taken.has(id));
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

/** One turn of `decide`: a private copy of the state to work on, and what came of it. */

import type { Problem } from "../../core/index.ts";
import type {
  Decision,
  MasterCommand,
  MasterState,
  Note,
  Setback,
  WorkerRecord,
  WorkerState,
} from "./state.ts";
import { createVitals } from "./vitals.ts";

type Draft = { -readonly [Key in keyof MasterState]: MasterState[Key] };

/** The copy under work. Nothing outside the turn sees it before `endTurn`. */
export interface Turn extends Draft {
  readonly at: number;
  workers: Map<number, WorkerRecord>;
  setbacks: Map<number, Setback>;
  readonly commands: MasterCommand[];
  readonly notes: Note[];
}

/** Copies what a turn may change. */
export function beginTurn(state: MasterState, at: number): Turn {
  return {
    ...state,
    workers: new Map(state.workers),
    setbacks: new Map(state.setbacks),
    at,
    commands: [],
    notes: [],
  };
}

/** Separates the next state from what is to be done and said. */
export function endTurn(turn: Turn): Decision {
  const { at: _, commands, notes, ...state } = turn;
  return { state, commands, notes };
}

/** Moves a worker to its next state. */
export function move(turn: Turn, worker: WorkerRecord, state: WorkerState): void {
  turn.workers.set(worker.serial, { ...worker, state });
}

/** Starts a worker; it counts as starting from now on. */
export function spawn(turn: Turn, id: number, generation: number): void {
  turn.lastSerial += 1;
  const serial = turn.lastSerial;
  const state = { kind: "starting", since: turn.at } as const;
  const vitals = createVitals(turn.at);
  turn.workers.set(serial, { serial, id, generation, bornAt: turn.at, vitals, state });
  turn.commands.push({ kind: "spawn", serial, id, generation });
}

/** A worker that holds its id: it serves, or is about to. */
export function isLive(worker: WorkerRecord): boolean {
  const { kind } = worker.state;
  return kind === "starting" || kind === "overdue" || kind === "ready";
}

/** A worker that answers requests and is not on its way out yet. */
export function isServing({ state }: WorkerRecord): boolean {
  return state.kind === "ready" || state.kind === "leaving";
}

/** Whether each of these ids has a worker that answers. */
export function areServed(turn: Pick<MasterState, "workers">, from: number, to: number): boolean {
  const served = new Set([...turn.workers.values()].filter(isServing).map(({ id }) => id));
  return Array.from({ length: to - from }, (_, index) => from + index).every((id) =>
    served.has(id),
  );
}

/** A worker that may still take a connection from the queue. */
export function mayAccept(worker: WorkerRecord): boolean {
  const { kind } = worker.state;
  if (kind === "draining") return worker.state.accepting;
  return kind === "starting" || kind === "ready" || kind === "leaving" || kind === "hung";
}

/** One line of a problem for the log, with its hint. */
export function describe(problem: Problem): string {
  return `${problem.message} (${problem.hint})`;
}

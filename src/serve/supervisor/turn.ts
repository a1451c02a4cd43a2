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
  turn.workers.set(serial, { serial, id, generation, state: { kind: "starting", since: turn.at } });
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

/** A worker that may still take a connection from the queue. */
export function mayAccept(worker: WorkerRecord): boolean {
  const { kind } = worker.state;
  if (kind === "draining") return worker.state.accepting;
  return kind === "starting" || kind === "ready" || kind === "leaving";
}

/** One line of a problem for the log, with its hint. */
export function describe(problem: Problem): string {
  return `${problem.message} (${problem.hint})`;
}

/** How workers leave: told to drain, then to cut what is left; `deadlines.ts` says when each is over. */

import type { Millis } from "../../core/index.ts";
import { kill } from "./kill.ts";
import type { WorkerRecord } from "./state.ts";
import { isServing, move, type Turn } from "./turn.ts";

/** Generations that may drain at once; one more forces the oldest, so that memory stays bounded. */
const maxDrainingGenerations = 2;

/** Takes a worker out of service: drains one that serves, ends one that has not served yet or cannot drain. */
export function retire(turn: Turn, worker: WorkerRecord, delay: Millis): void {
  if (worker.state.kind === "starting") terminate(turn, worker);
  if (worker.state.kind === "hung") kill(turn, worker, "hung");
  if (!isServing(worker)) return;
  const until = turn.at + delay + turn.policy.gracefulTimeout;
  move(turn, worker, { kind: "draining", until, accepting: true });
  turn.commands.push({ kind: "drain", serial: worker.serial, delay });
}

/** Tells the worker to cut what is left and leave. */
export function terminate(turn: Turn, worker: WorkerRecord): void {
  if (["terminating", "killed", "overdue"].includes(worker.state.kind)) return;
  move(turn, worker, { kind: "terminating", since: turn.at });
  turn.commands.push({ kind: "terminate", serial: worker.serial });
}

/** Forces the oldest generations when more than two drain; a stop has a deadline for all of them. */
export function limitDrainingGenerations(turn: Turn): void {
  if (turn.phase.kind === "stopping") return;
  const draining = [...turn.workers.values()].filter(({ state }) => state.kind === "draining");
  const generations = [...new Set(draining.map(({ generation }) => generation))];
  const forced = generations.sort((a, b) => b - a).slice(maxDrainingGenerations);
  for (const worker of draining) {
    if (!forced.includes(worker.generation)) continue;
    const message = `worker ${worker.id} of generation ${worker.generation} is forced out: two later generations drain already`;
    turn.notes.push({ level: "warn", message });
    terminate(turn, worker);
  }
}

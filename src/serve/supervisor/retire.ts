/** How workers leave: told to drain, then to cut what is left, then KILL, each at its time. */

import { type Millis, millis } from "../../core/index.ts";
import type { MasterState, WorkerRecord } from "./state.ts";
import { move, type Turn } from "./turn.ts";

/** How long a worker may take to leave when it was told to cut. It only closes connections then, so this is short. */
export const killTimeout: Millis = millis(1_000);

/** Generations that may drain at once; one more forces the oldest, so that memory stays bounded. */
const maxDrainingGenerations = 2;

/** Takes a worker out of service: drains one that is ready, ends one that has not served yet. */
export function retire(turn: Turn, worker: WorkerRecord, delay: Millis): void {
  if (worker.state.kind === "starting") terminate(turn, worker);
  if (worker.state.kind !== "ready" && worker.state.kind !== "leaving") return;
  const until = turn.at + delay + turn.policy.gracefulTimeout;
  move(turn, worker, { kind: "draining", until, accepting: true });
  turn.commands.push({ kind: "drain", serial: worker.serial, delay });
}

/** Tells the worker to cut what is left and leave. */
export function terminate(turn: Turn, worker: WorkerRecord): void {
  if (worker.state.kind === "terminating" || worker.state.kind === "killed") return;
  move(turn, worker, { kind: "terminating", since: turn.at });
  turn.commands.push({ kind: "terminate", serial: worker.serial });
}

/** Forces the oldest generations when more than two drain. */
export function limitDrainingGenerations(turn: Turn): void {
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

/** Does what is due by now. */
export function enforceDeadlines(turn: Turn): void {
  for (const worker of turn.workers.values()) {
    if (turn.at < deadlineOf(turn, worker)) continue;
    if (worker.state.kind === "starting") kill(turn, worker, "overdue");
    else if (worker.state.kind === "terminating") kill(turn, worker, "killed");
    else if (worker.state.kind === "draining") {
      const message = `worker ${worker.id} did not finish within its graceful timeout and is cut`;
      turn.notes.push({ level: "warn", message });
      terminate(turn, worker);
    }
  }
}

/** When something is due for a worker if nothing else happens; infinity for nothing. */
export function deadlineOf({ policy }: Pick<MasterState, "policy">, worker: WorkerRecord): number {
  const { state } = worker;
  switch (state.kind) {
    case "starting":
      return state.since + policy.bootTimeout;
    case "draining":
      return state.until;
    case "terminating":
      return state.since + killTimeout;
    case "ready":
    case "leaving":
    case "overdue":
    case "killed":
      return Number.POSITIVE_INFINITY;
    default:
      return state satisfies never;
  }
}

function kill(turn: Turn, worker: WorkerRecord, kind: "overdue" | "killed"): void {
  move(turn, worker, { kind });
  turn.commands.push({ kind: "kill", serial: worker.serial });
}

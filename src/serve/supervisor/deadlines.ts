/** What is due for each worker, and when: a boot that takes too long, a missing beat, a drain, a KILL. */

import { type Millis, millis } from "../../core/index.ts";
import { missBeat, silenceDeadline } from "./health.ts";
import { kill } from "./kill.ts";
import { terminate } from "./retire.ts";
import type { MasterState, WorkerRecord } from "./state.ts";
import type { Turn } from "./turn.ts";

/** How long a worker may take to leave when it was told to cut. It only closes connections then, so this is short. */
export const killTimeout: Millis = millis(1_000);

/** Does what is due by now. */
export function enforceDeadlines(turn: Turn): void {
  for (const worker of turn.workers.values()) {
    if (turn.at >= deadlineOf(turn, worker)) enforce(turn, worker);
  }
}

/** When something is due for a worker if nothing else happens; infinity for nothing. */
export function deadlineOf(master: Pick<MasterState, "policy">, worker: WorkerRecord): number {
  const { state } = worker;
  switch (state.kind) {
    case "starting":
      return state.since + master.policy.bootTimeout;
    case "ready":
    case "leaving":
      return silenceDeadline(master, worker);
    case "hung":
    case "draining":
      return state.until;
    case "terminating":
      return state.since + killTimeout;
    case "overdue":
    case "killed":
      return Number.POSITIVE_INFINITY;
    default:
      return state satisfies never;
  }
}

function enforce(turn: Turn, worker: WorkerRecord): void {
  switch (worker.state.kind) {
    case "starting":
      return kill(turn, worker, "boot-timeout");
    case "ready":
    case "leaving":
      return missBeat(turn, worker);
    case "hung":
      return kill(turn, worker, "hung");
    case "draining": {
      const message = `worker ${worker.id} did not finish within its graceful timeout and is cut`;
      turn.notes.push({ level: "warn", message });
      return terminate(turn, worker);
    }
    case "terminating":
      return kill(turn, worker, "graceful-timeout");
    case "overdue":
    case "killed":
      return;
    default:
      worker.state satisfies never;
  }
}

/** A worker that serves is to be replaced, for whatever reason: it serves on until its successor is ready. */

import type { WorkerRecord } from "./state.ts";
import { move, type Turn } from "./turn.ts";
import type { LeaveReason } from "./vitals.ts";

const reasons: Readonly<Record<LeaveReason, (worker: WorkerRecord) => string>> = {
  signal: () => "was asked to leave by a signal",
  "max-requests": ({ vitals }) => `has answered ${vitals.requests} requests`,
  "max-lifetime": () => "has reached its lifetime",
  "max-memory": ({ vitals }) => `has ${Math.round(vitals.memory / 2 ** 20)}mb of memory`,
  "request-timeout": ({ vitals }) => `is still busy with ${vitals.route} long after its deadline`,
  hung: () => "turns its event loop again after it hung",
};

/** Wishes are served one at a time; see `fillVacancies`. A master that stops has plans for everybody already. */
export function leave(turn: Turn, worker: WorkerRecord, why: LeaveReason): void {
  const { kind } = worker.state;
  if (turn.phase.kind === "stopping" || (kind !== "ready" && kind !== "hung")) return;
  move(turn, worker, { kind: "leaving", since: worker.state.since, why });
  const message = `worker ${worker.id} ${reasons[why](worker)}, replacing it`;
  turn.notes.push({ level: "info", message });
}

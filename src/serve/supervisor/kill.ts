/** KILL, the end of every patience: each one is recorded with what the master knew of the worker. */

import { formatDuration, seconds } from "../../core/index.ts";
import type { WorkerRecord } from "./state.ts";
import { move, type Turn } from "./turn.ts";
import type { KillReason, KillRecord } from "./vitals.ts";

const reasons: Readonly<Record<KillReason, string>> = {
  "boot-timeout": "was not ready within its boot timeout",
  hung: "does not turn its event loop",
  "max-memory-hard": "is above the hard limit of its memory",
  "graceful-timeout": "did not leave when it was told to cut",
};

/** Sends KILL. A worker that never was ready stays `overdue`, because its end is a failed start. */
export function kill(turn: Turn, worker: WorkerRecord, reason: KillReason): void {
  const { id, generation, vitals, bornAt } = worker;
  const { memory, route } = vitals;
  const age = Math.round(turn.at - bornAt);
  const silence = Math.round(turn.at - vitals.beatAt);
  const record: KillRecord = { id, generation, reason, age, silence, memory, route };
  move(turn, worker, { kind: reason === "boot-timeout" ? "overdue" : "killed" });
  turn.commands.push({ kind: "kill", serial: worker.serial, record });
  turn.notes.push({ level: "warn", message: describeKill(record) });
}

function describeKill(record: KillRecord): string {
  const { id, generation, reason, age, silence, memory, route } = record;
  const facts = [
    `generation ${generation}`,
    `${formatSeconds(age)} old`,
    ...(reason === "hung" ? [`silent for ${formatSeconds(silence)}`] : []),
    ...(memory > 0 ? [`${formatMemory(memory)} at its last beat`] : []),
    ...(route === undefined ? [] : [`the last request that it reported was ${route}`]),
  ];
  return `worker ${id} ${reasons[reason]} and is killed (${facts.join(", ")})`;
}

function formatSeconds(duration: number): string {
  return duration < 1_000 ? `${duration}ms` : formatDuration(seconds(Math.round(duration / 1_000)));
}

function formatMemory(memory: number): string {
  return `${Math.round(memory / 2 ** 20)}mb`;
}

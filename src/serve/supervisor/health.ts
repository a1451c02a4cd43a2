/** What follows from a beat, and from its absence. */

import { type Millis, millis } from "../../core/index.ts";
import { kill } from "./kill.ts";
import { leave } from "./leave.ts";
import { exceedsHardMemory, reasonToRecycle } from "./recycle.ts";
import { recordSetback } from "./replace.ts";
import type { MasterState, WorkerRecord } from "./state.ts";
import { isServing, move, type Turn } from "./turn.ts";
import type { Beat } from "./vitals.ts";

/**
 * A master that was stopped itself finds every beat overdue, and the missing ones waiting in its pipes: it gives
 * itself this long to read them.
 */
const doubtTime: Millis = millis(1_000);

/** Notes a beat and does what it asks for. */
export function hearBeat(turn: Turn, before: WorkerRecord, beat: Beat): void {
  const worker = noteBeat(turn, before, beat);
  if (worker.state.kind === "hung") return leave(turn, worker, "hung");
  if (!isServing(worker) || turn.phase.kind === "stopping") return;
  if (exceedsHardMemory(turn.policy, worker)) {
    // A limit that is below what the app needs would kill without end: growing pauses as after a crash.
    recordSetback(turn, worker.id, turn.at - worker.bornAt);
    return kill(turn, worker, "max-memory-hard");
  }
  const reason = reasonToRecycle(turn.policy, worker, turn.at);
  if (reason !== undefined) leave(turn, worker, reason);
}

/** When a beat is missing for too long; infinity if nobody looks. */
export function silenceDeadline(
  { policy }: Pick<MasterState, "policy">,
  { vitals }: WorkerRecord,
): number {
  if (policy.heartbeatTimeout === 0) return Number.POSITIVE_INFINITY;
  const { beatAt, doubtedAt } = vitals;
  return doubtedAt === undefined ? beatAt + policy.heartbeatTimeout : doubtedAt + doubtTime;
}

/** A beat is overdue: at the second look the worker counts as hung, and its id as vacant. */
export function missBeat(turn: Turn, worker: WorkerRecord): void {
  const { state, vitals } = worker;
  if (state.kind !== "ready" && state.kind !== "leaving") return;
  if (vitals.doubtedAt === undefined) {
    turn.workers.set(worker.serial, { ...worker, vitals: { ...vitals, doubtedAt: turn.at } });
    return;
  }
  const until = turn.at + turn.policy.bootTimeout;
  move(turn, worker, { kind: "hung", since: state.since, until });
  const seconds = Math.round((turn.at - vitals.beatAt) / 1_000);
  const message = `worker ${worker.id} has not turned its event loop for ${seconds} s, replacing it`;
  turn.notes.push({ level: "error", message });
}

function noteBeat(turn: Turn, worker: WorkerRecord, beat: Beat): WorkerRecord {
  const { vitals } = worker;
  const { maxMemory } = turn.policy;
  const isAbove = maxMemory > 0 && beat.memory > maxMemory;
  const noted: WorkerRecord = {
    ...worker,
    vitals: {
      ...beat,
      beatAt: turn.at,
      doubtedAt: undefined,
      samplesAbove: isAbove ? vitals.samplesAbove + 1 : 0,
      route: beat.oldest?.route ?? vitals.route,
    },
  };
  turn.workers.set(worker.serial, noted);
  return noted;
}

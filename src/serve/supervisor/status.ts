/** What a master says of itself, made of what it has decided and of the processes that it holds. */

import { formatListenAddress } from "../../core/index.ts";
import { type BoundSocket, readAcceptQueues } from "../sockets/index.ts";
import type { Chronicle } from "./chronicle.ts";
import type { ListenerStatus, MasterStatus, WorkerStatus } from "./master-status.ts";
import type { MasterState, WorkerRecord } from "./state.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** What a status is made of. */
export interface StatusFacts {
  readonly state: MasterState;
  readonly startedAt: number;
  readonly now: number;
  readonly sockets: readonly BoundSocket[];
  readonly folder: string;
  readonly app: string;
  readonly lastError: string | undefined;
  readonly chronicle: Chronicle;
  process(serial: number): WorkerProcess | undefined;
}

/** What is running right now. */
export function toStatus(facts: StatusFacts): MasterStatus {
  const { state, startedAt, now, sockets, folder, app, lastError, chronicle } = facts;
  const { phase, generation, target, parked, workers } = state;
  return {
    pid: process.pid,
    phase: phase.kind,
    generation,
    uptime: Math.round(now - startedAt),
    addresses: sockets.map(({ address }) => formatListenAddress(address)),
    listeners: toListeners(sockets),
    memory: process.memoryUsage.rss(),
    folder,
    app,
    lastError,
    target,
    parked,
    kills: chronicle.kills,
    reloads: chronicle.reloads,
    restarts: chronicle.restarts,
    workers: [...workers.values()]
      .toSorted((a, b) => a.id - b.id || a.serial - b.serial)
      .map((worker) => toWorkerStatus(worker, facts)),
  };
}

function toListeners(sockets: readonly BoundSocket[]): readonly ListenerStatus[] {
  const queues = readAcceptQueues();
  return sockets.map(({ address, inode, worker }) => ({
    address: formatListenAddress(address),
    worker,
    waiting: queues.get(inode),
  }));
}

function toWorkerStatus(worker: WorkerRecord, facts: StatusFacts): WorkerStatus {
  const { serial, id, generation, state, bornAt } = worker;
  const { now, process, sockets, chronicle } = facts;
  const running = process(serial);
  const heard = running?.activity;
  const { connections = 0, inFlight = 0, requests = 0, refused = 0, memory = 0 } = heard ?? {};
  const { cpu = 0, cpuTime = 0 } = heard ?? {};
  const own = sockets.filter(({ worker: owner }) => owner === id);
  const addresses = own.map(({ address }) => formatListenAddress(address));
  return {
    id,
    pid: running?.pid,
    generation,
    state: state.kind === "overdue" || state.kind === "killed" ? "terminating" : state.kind,
    age: Math.round(now - bornAt),
    connections,
    inFlight,
    requests,
    refused,
    memory,
    cpu,
    cpuTime,
    restarts: chronicle.restartsOf(id),
    ...(addresses.length === 0 ? {} : { addresses }),
  };
}

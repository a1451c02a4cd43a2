/** What a worker says once a second. That it says it is what counts: a server adapter that miscounts must not silence it. */

import { longestRoute, type RunningRequest } from "../../core/index.ts";
import type { FromWorker } from "../channel/index.ts";
import type { RunningServer, ServerActivity } from "../engines/index.ts";

/** What the process takes of the machine. */
export interface ProcessUsage {
  /** Resident bytes. */
  readonly memory: number;
  /** Milliseconds of processor time since its start. */
  readonly cpuTime: number;
}

/** The share of one processor between two looks at the processor time, each with its time. */
export function toShare(before: Look, now: Look): number {
  const share = (now.cpuTime - before.cpuTime) / (now.at - before.at);
  return Number.isFinite(share) ? Math.max(0, Math.round(share * 1_000) / 1_000) : 0;
}

/** Processor time at a time, both in milliseconds. */
export interface Look {
  readonly at: number;
  readonly cpuTime: number;
}

/** The beat of a worker with this server, this usage, and this share of a processor since the last one. */
export function toBeat(
  server: RunningServer,
  { memory, cpuTime }: ProcessUsage,
  cpu: number,
): Extract<FromWorker, { kind: "beat" }> {
  const { connections, inFlight, requests, refused, oldest } = activityOf(server);
  return {
    kind: "beat",
    connections: toCount(connections),
    inFlight: toCount(inFlight),
    requests: toCount(requests),
    refused: toCount(refused),
    memory: toCount(memory),
    cpu,
    cpuTime: toCount(cpuTime),
    oldest: toRunning(oldest),
  };
}

function activityOf(server: RunningServer): Partial<ServerActivity> {
  try {
    return server.activity();
  } catch {
    return {};
  }
}

function toCount(value: number | undefined): number {
  const count = Math.trunc(Number(value));
  return Number.isSafeInteger(count) ? Math.max(0, count) : 0;
}

function toRunning(oldest: RunningRequest | undefined): RunningRequest | undefined {
  if (oldest === undefined) return undefined;
  return { route: String(oldest.route).slice(0, longestRoute), age: toCount(oldest.age) };
}

/** What a worker says once a second. That it says it is what counts: a server adapter that miscounts must not silence it. */

import { longestRoute, type RunningRequest } from "../../core/index.ts";
import type { FromWorker } from "../channel/index.ts";
import type { RunningServer, ServerActivity } from "../engines/index.ts";

/** The beat of a worker with this server and so many resident bytes. */
export function toBeat(
  server: RunningServer,
  memory: number,
): Extract<FromWorker, { kind: "beat" }> {
  const { connections, inFlight, requests, refused, oldest } = activityOf(server);
  return {
    kind: "beat",
    connections: toCount(connections),
    inFlight: toCount(inFlight),
    requests: toCount(requests),
    refused: toCount(refused),
    memory: toCount(memory),
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

/** Which limit of its life a worker has reached. */

import type { Policy } from "./policy.ts";
import { spread } from "./spread.ts";
import type { WorkerRecord } from "./state.ts";
import type { LeaveReason } from "./vitals.ts";

/** Memory is soft: garbage that is about to be collected is no reason, so this many beats in a row must agree. */
const memorySamples = 3;

/** Lifetimes differ by up to this share, so that workers of one age do not all end in one minute. */
const lifetimeJitter = 0.1;

/** Why a worker that beats is to be replaced; undefined while it may stay. */
export function reasonToRecycle(
  policy: Policy,
  { serial, bornAt, vitals }: WorkerRecord,
  at: number,
): LeaveReason | undefined {
  const age = at - bornAt;
  const { requestTimeout, maxMemory, maxRequests, maxRequestsJitter, maxLifetime } = policy;
  if (age < policy.minLifetime) return undefined;
  if (isReached(vitals.oldest?.age ?? 0, requestTimeout * 2)) return "request-timeout";
  if (maxMemory > 0 && vitals.samplesAbove >= memorySamples) return "max-memory";
  const share = spread(policy.seed, serial);
  const requests =
    maxRequests === 0 ? 0 : maxRequests + Math.floor(share * (maxRequestsJitter + 1));
  if (isReached(vitals.requests, requests)) return "max-requests";
  return isReached(age, maxLifetime * (1 + lifetimeJitter * share)) ? "max-lifetime" : undefined;
}

/** Memory that endangers the machine is not waited for. */
export function exceedsHardMemory({ maxMemoryHard }: Policy, { vitals }: WorkerRecord): boolean {
  return maxMemoryHard > 0 && vitals.memory > maxMemoryHard;
}

function isReached(value: number, limit: number): boolean {
  return limit > 0 && value >= limit;
}

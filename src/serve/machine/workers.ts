/** How many workers `auto` is, and why. */

import { type Bytes, formatSize, megabytes } from "../../core/index.ts";
import type { MachineFacts } from "./facts.ts";

/** A number of workers, and the reason to print. */
export interface WorkersPlan {
  readonly workers: number;
  readonly reason: string;
}

/** What a small app's worker takes at least, with room for its requests. */
const leastMemory: Bytes = megabytes(96);

/** One worker for each processor that we may use; fewer where a memory limit has no room for them. */
export function planWorkers(facts: MachineFacts): WorkersPlan {
  const { quota, allowed, memoryLimit } = facts;
  const byTime = quota === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(quota));
  const processors = Math.max(1, Math.min(allowed.length, byTime));
  const byMemory = memoryLimit === undefined ? processors : Math.floor(memoryLimit / leastMemory);
  const workers = Math.max(1, Math.min(processors, byMemory));
  if (workers < processors && memoryLimit !== undefined) {
    const reason = `the memory limit of ${toMegabytes(memoryLimit)} has no room for more on ${count(processors)}`;
    return { workers, reason };
  }
  return { workers, reason: reasonOf(facts, byTime) };
}

function reasonOf({ processors, allowed, quota }: MachineFacts, byTime: number): string {
  if (quota !== undefined && byTime < allowed.length) {
    return `a control group allows ${Number(quota.toFixed(2))} of ${count(processors)}`;
  }
  if (allowed.length < processors) {
    return `affinity or cpuset allows ${allowed.length} of ${count(processors)}`;
  }
  return `this machine has ${count(processors)}`;
}

function count(processors: number): string {
  return processors === 1 ? "1 processor" : `${processors} processors`;
}

function toMegabytes(size: Bytes): string {
  return formatSize(megabytes(Math.floor(size / megabytes(1))));
}

/** The facts of the machine that figures belong to. */

import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform, release, totalmem } from "node:os";

/** What a reader must know of the machine; nothing that names it. */
export interface MachineFacts {
  readonly processor: string;
  readonly processors: number;
  readonly gigabytes: number;
  readonly system: string;
  readonly kernel: string;
  readonly node: string;
  /** The day, as YYYY-MM-DD. */
  readonly date: string;
}

/** Reads the facts; `now` is the day that is told. */
export function readMachine(now: Date): MachineFacts {
  return {
    processor: cpus()[0]?.model.trim() || "an unnamed processor",
    processors: availableParallelism(),
    gigabytes: Math.round(totalmem() / 1_024 ** 3),
    system: systemName(),
    kernel: `${/^[\d.]+/.exec(release())?.[0] ?? release()} ${arch()}`,
    node: process.versions.node,
    date: now.toISOString().slice(0, 10),
  };
}

/** One sentence. */
export function formatMachine(facts: MachineFacts): string {
  const { processor, processors, gigabytes, system, kernel, node, date } = facts;
  return `${date}: ${processors} processors (${processor}), ${gigabytes} GB, ${system}, kernel ${kernel}, Node ${node}.`;
}

function systemName(): string {
  try {
    const text = readFileSync("/etc/os-release", "utf8");
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1] ?? platform();
  } catch {
    return platform();
  }
}

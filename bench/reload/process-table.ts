/** Whether processes live. A zombie whose parent is gone does not count: nothing but an init could reap it. */

import { readFileSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const pollEvery = 20;

/** Whether a process is gone, or is only an entry that waits to be reaped. */
export function isGone(pid: number): boolean {
  if (pid <= 0) return true;
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  return stateOf(pid) === "Z";
}

/** Waits until all are gone; answers with those that still live at the deadline. */
export async function survivors(pids: readonly number[], limit: number): Promise<number[]> {
  const deadline = performance.now() + limit;
  let living = pids.filter((pid) => !isGone(pid));
  while (living.length > 0 && performance.now() < deadline) {
    await pause(pollEvery);
    living = living.filter((pid) => !isGone(pid));
  }
  return living;
}

/** Kills at once; a process that is gone is fine. */
export function killNow(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, "SIGKILL");
  } catch {
    // It has left by itself.
  }
}

/** Whether a process works in a folder; where the system does not tell, it is believed. */
export function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return true;
  }
}

function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  } catch {
    return undefined;
  }
}

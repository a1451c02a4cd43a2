/** What a process and its descendants take of the machine, as Linux tells it in /proc, proc(5). */

import { readdirSync, readFileSync } from "node:fs";

/** The process and everybody below it, by pid. */
export function pidsBelow(pid: number): readonly number[] {
  const children = tasksOf(pid).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`).split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(pidsBelow)];
}

/** Seconds of processor time of all of these together. */
export function cpuSecondsOf(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return sum(ticks) / ticksPerSecond;
}

/** Bytes of memory: as `ps` shows it, and with what is shared, like Node's own program, divided among who shares it. */
export function memoryOf(pids: readonly number[]): { resident: number; proportional: number } {
  return {
    resident: sum(pids.map((pid) => kilobytes(read(`/proc/${pid}/status`), "VmRSS"))) * 1_024,
    proportional:
      sum(pids.map((pid) => kilobytes(read(`/proc/${pid}/smaps_rollup`), "Pss"))) * 1_024,
  };
}

/** USER_HZ. */
const ticksPerSecond = 100;

function tasksOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

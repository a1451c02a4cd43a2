/** When a process began, from Linux's `/proc/PID/stat` and `/proc/stat`; see proc_pid_stat(5). */

import { readFileSync } from "node:fs";

/** Ticks per second in what the kernel shows (USER_HZ), the same on every architecture that Node runs on. */
const ticks = 100;

/** Milliseconds since 1970; undefined where the system does not tell. */
export function startedAt(pid: number): number | undefined {
  try {
    const start = parseStart(readFileSync(`/proc/${pid}/stat`, "utf8"));
    const boot = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
    return start === undefined || boot === undefined ? undefined : Number(boot) * 1_000 + start;
  } catch {
    return undefined;
  }
}

/** Milliseconds after the boot: field 22. The program's name, field 2, may hold blanks and parentheses. */
export function parseStart(stat: string): number | undefined {
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return start === undefined || !/^\d+$/.test(start) ? undefined : (Number(start) / ticks) * 1_000;
}

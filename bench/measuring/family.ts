/** All processes of a server: the first one, who descends from it, and whole sessions of theirs. Reads /proc, see proc(5). */

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import { isGone, killNow } from "../reload/process-table.ts";

/** What is known of one process. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly state: string;
  /** User and system time, in ticks. */
  readonly ticks: number;
}

/** USER_HZ: the unit of times in /proc. */
const ticksPerSecond = 100;
const leaveLimit = 5_000;
const pollEvery = 10;

/** Reads a line of /proc/PID/stat; the second field may hold blanks and parentheses. Pure. */
export function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return {
    pid: Number.parseInt(line, 10),
    state: fields[0] ?? "",
    parent: Number(fields[1]),
    session: Number(fields[3]),
    ticks: Number(fields[11]) + Number(fields[12]),
  };
}

/** The family of a process that leads a session: workers may lead sessions of their own. Pure. */
export function selectFamily(all: readonly ProcessStat[], first: number): readonly ProcessStat[] {
  const ids = new Set([first]);
  const belongs = ({ pid, parent, session }: ProcessStat): boolean =>
    ids.has(pid) || ids.has(parent) || ids.has(session);
  for (let size = 0; size < ids.size;) {
    size = ids.size;
    for (const { pid } of all.filter(belongs)) ids.add(pid);
  }
  return all.filter(({ pid }) => ids.has(pid));
}

/** The living processes of a server. */
export function familyOf(first: number): readonly ProcessStat[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readProc(pid, "stat"))
    .filter((line) => line !== "")
    .map(parseStat);
  return selectFamily(all, first).filter(({ state }) => state !== "Z");
}

/** Processor time that the living processes of a server have used, in seconds. */
export function cpuSeconds(first: number): number {
  const ticks = familyOf(first).map((stat) => stat.ticks);
  return ticks.reduce((sum, one) => sum + one, 0) / ticksPerSecond;
}

/** Memory of a server in megabytes; what several processes share is counted once (Pss). */
export function megabytes(first: number): number {
  const kilobytes = familyOf(first).map(({ pid }) =>
    Number(/^Pss:\s+(\d+)/m.exec(readProc(String(pid), "smaps_rollup"))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1_024;
}

/** Kills every process of a server by its id, and waits until none is left. */
export async function endFamily(first: number): Promise<void> {
  const deadline = performance.now() + leaveLimit;
  // Once its parent is dead nobody could tell whose an orphan is, so each is remembered.
  const known = new Map<number, ProcessStat>();
  for (;;) {
    for (const one of familyOf(first)) known.set(one.pid, one);
    const left = [...known.keys()].filter((pid) => !isGone(pid));
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`processes stay: ${left.join(", ")}`);
    for (const pid of left) killNow(pid);
    await pause(pollEvery);
  }
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

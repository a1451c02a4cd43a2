/** Reads back what the proof's app appended: one file per worker, one line per thing that reached it. */

import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A POST as the app received it. */
export interface JournalPost {
  readonly id: string;
  readonly digest: string;
}

/** What one worker journaled. */
export interface WorkerJournal {
  readonly pid: number;
  readonly version: number;
  readonly posts: readonly JournalPost[];
  /** The client's port of each accepted connection, in order. */
  readonly accepted: readonly number[];
  /** Whether the worker went into an endless loop on request. */
  readonly spins: boolean;
}

const fileName = /^journal-(\d+)\.log$/;

/** Reads the journals of every worker that ever loaded the app. */
export async function readJournals(folder: string): Promise<WorkerJournal[]> {
  const pids = await journaledPids(folder);
  return Promise.all(
    pids.map(async (pid) => parseJournal(pid, await readFile(pathOf(folder, pid), "utf8"))),
  );
}

/** The workers that have loaded a version, from the first line of each journal. */
export async function pidsWithVersion(folder: string, version: number): Promise<number[]> {
  const pids = await journaledPids(folder);
  const firstLines = await Promise.all(pids.map((pid) => readFirstLine(pathOf(folder, pid))));
  return pids.filter((_, index) => firstLines[index] === `boot ${version}`);
}

/** Every worker that has a journal. */
export async function journaledPids(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => fileName.exec(name)?.[1] ?? []).map(Number);
}

function pathOf(folder: string, pid: number): string {
  return join(folder, `journal-${pid}.log`);
}

async function readFirstLine(path: string): Promise<string | undefined> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(32) });
  return buffer.toString("latin1", 0, bytesRead).split("\n")[0];
}

function parseJournal(pid: number, text: string): WorkerJournal {
  const posts: JournalPost[] = [];
  const accepted: number[] = [];
  let version = 0;
  for (const line of text.split("\n")) {
    const [what, first = "", second = ""] = line.split(" ");
    if (what === "boot") version = Number(first);
    if (what === "post") posts.push({ id: first, digest: second });
    if (what === "accepted") accepted.push(Number(first));
  }
  return { pid, version, posts, accepted, spins: text.includes("\nspin\n") };
}

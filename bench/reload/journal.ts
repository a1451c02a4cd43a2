/** Reads back what the proof's app appended: one file per worker, one line per thing that reached it. */

import { readdir, readFile } from "node:fs/promises";
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
  const names = await readdir(folder);
  const pids = names.flatMap((name) => fileName.exec(name)?.[1] ?? []);
  return Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(join(folder, `journal-${pid}.log`), "utf8");
      return parseJournal(Number(pid), text);
    }),
  );
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

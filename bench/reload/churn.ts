/** Workers that come and go under full load for other reasons than a reload, with reloads in between: nothing is lost. */

import { setTimeout as pause } from "node:timers/promises";

import { writeVersion } from "./app-version.ts";
import { journaledPids, readJournals } from "./journal.ts";
import type { LandfallProcess } from "./landfall-process.ts";
import type { Tally } from "./tally.ts";
import { chargeLoss, judgePosts } from "./verdict.ts";

/** Why workers are replaced. */
export interface Churn {
  readonly name: string;
  readonly flags: readonly string[];
  /** What is done in turn, as words after `landfall`; a reload to a new version comes after each. */
  readonly commands: readonly (readonly string[])[];
}

/** Every limit is far below what a worker needs, so that it is reached again and again. */
const eager = ["--min-lifetime", "0s"];

/** The long forms, by name. */
export const churns: readonly Churn[] = [
  { name: "max-requests", flags: ["--max-requests", "200", ...eager], commands: [] },
  {
    name: "max-memory",
    flags: ["--max-memory", "1mb", "--max-memory-hard", "64gb", ...eager],
    commands: [],
  },
  {
    name: "scale",
    flags: [],
    commands: ["1", "2", "3", "4"].map((workers) => ["scale", workers]),
  },
  { name: "usr2", flags: [], commands: [["upgrade"]] },
];

/** How long, and how much must have happened. */
export interface ChurnPlan {
  readonly duration: number;
  /** A slow machine gets up to five times the duration to reach this number of workers, and two reloads. */
  readonly workers: number;
}

/** What a churn was: what is wrong with it in words, and how much there was of it. */
export interface ChurnReport {
  readonly name: string;
  readonly charges: readonly string[];
  readonly requests: number;
  readonly workers: number;
  readonly reloads: number;
}

/** What is under proof, and the load on it. */
export interface ChurnSubject {
  readonly server: LandfallProcess;
  readonly tally: Tally;
  stop(): Promise<void>;
}

const pollEvery = 50;

/** Workers that must come between two reloads. */
const between = 2;

/** How long those are waited for, in milliseconds. */
const longestWait = 20_000;

/** Lets workers come and go until the time is over; ends the load. */
export async function churn(
  { name, commands }: Churn,
  { server, tally, stop }: ChurnSubject,
  plan: ChurnPlan,
): Promise<ChurnReport> {
  const startedAt = performance.now();
  const charges: string[] = [];
  const count = async (): Promise<number> => (await journaledPids(server.folder)).length;
  const run = async (...words: [string, ...string[]]): Promise<void> => {
    const { exitCode, stderr } = await server.command(...words);
    if (exitCode !== 0) charges.push(`${words.join(" ")} exited ${exitCode}: ${stderr}`);
  };
  let reloads = 0;
  const isOver = async (): Promise<boolean> => {
    const enough = reloads >= 2 && (await count()) >= plan.workers;
    return performance.now() - startedAt >= plan.duration * (enough ? 1 : 5);
  };
  for (let round = 0; charges.length === 0 && !(await isOver()); round += 1) {
    const [verb, ...words] = commands[round % commands.length] ?? [];
    if (verb !== undefined) await run(verb, ...words);
    else await grown(count, (await count()) + between);
    reloads += 1;
    await writeVersion(server.folder, reloads + 1);
    await run("reload");
  }
  await stop();
  const journals = await readJournals(server.folder);
  const lost = [...tally.losses.map(chargeLoss), ...judgePosts(tally.posts, journals)];
  charges.push(...lost.map(({ kind, detail }) => `${kind}: ${detail}`));
  return { name, charges, requests: tally.requests, workers: await count(), reloads };
}

async function grown(count: () => Promise<number>, wanted: number): Promise<void> {
  const deadline = performance.now() + longestWait;
  while ((await count()) < wanted && performance.now() < deadline) await pause(pollEvery);
}

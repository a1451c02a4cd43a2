/** The reload proof: a quiet stage, a stage of reloads, and a verdict on both. */

import { setTimeout as pause } from "node:timers/promises";

import { workerCount } from "./landfall-process.ts";
import { fullLoad, startLoad, type LoadSize } from "./load.ts";
import { reloadFor, type ReloadRecord } from "./reloading.ts";
import type { Subject } from "./subject.ts";
import { Tally } from "./tally.ts";
import { judge, type Charge } from "./verdict.ts";

/** How long, and with how much. */
export interface ProofPlan {
  /** Milliseconds of load without reloads, to compare with. */
  readonly quiet: number;
  /** Milliseconds of load with reloads. */
  readonly reloading: number;
  readonly minimumReloads: number;
  readonly load?: LoadSize;
  /** What the subject grants an idle connection; 2 s where nothing else is said. */
  readonly linger?: number;
}

/** What a server grants an idle connection once its worker drains, in milliseconds. */
const lingerTimeout = 2_000;

/** A run and its verdict. */
export interface Proof {
  readonly tally: Tally;
  readonly reloads: readonly ReloadRecord[];
  readonly charges: readonly Charge[];
}

/** The short form, 15 s. */
export const shortForm: ProofPlan = { quiet: 2_000, reloading: 13_000, minimumReloads: 10 };

/** Runs the whole proof against a subject that serves version 1. */
export async function prove(subject: Subject, plan: ProofPlan): Promise<Proof> {
  const tally = new Tally();
  const load = startLoad(
    [subject.address, ...(subject.others ?? [])],
    tally,
    plan.load ?? fullLoad,
  );
  const { minimumReloads, linger = lingerTimeout } = plan;
  const stages = async (): Promise<readonly ReloadRecord[]> => {
    await pause(plan.quiet);
    tally.stage = "reloading";
    const reloadPlan = { duration: plan.reloading, atLeast: minimumReloads };
    return reloadFor(reloadPlan, { subject, tally, linger });
  };
  const reloads = await withStop(load.stop, stages);
  const [journals, ready] = await Promise.all([subject.journals(), subject.readyPids()]);
  const workers = workerCount;
  const charges = judge({ tally, journals, reloads, ready, minimumReloads, workers });
  return { tally, reloads, charges };
}

async function withStop<Result>(
  stop: () => Promise<void>,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } finally {
    await stop();
  }
}

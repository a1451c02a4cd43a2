/** What is run, how often and how long, and how long all of it will take. Pure. */

import type { Effort, Suite } from "./suite.ts";

/** A run of the bench. */
export interface RunPlan extends Effort {
  readonly suites: readonly Suite[];
  /** Names of the only competitors, if they were named. */
  readonly only: readonly string[] | undefined;
}

/** The default set: runs of two seconds, five of each, so that the median has something to stand on. */
export const defaultEffort: Effort = { seconds: 2, rounds: 5 };

/** Reads what the command line says of seconds and rounds: whole numbers from 1, or nothing. */
export function readEffort(seconds: string, rounds: string): Effort | undefined {
  const effort = { seconds: Number(seconds), rounds: Number(rounds) };
  const isGood = Object.values(effort).every((value) => Number.isInteger(value) && value >= 1);
  return isGood ? effort : undefined;
}

/** Seconds of load before each measurement. */
export const warmUpSeconds = 1;

/** Seconds of load without reloads; the reloads follow for four times as long. */
export function quietSeconds({ seconds, rounds }: Effort): number {
  return Math.max(1, (seconds * rounds) / 2);
}

/** How much longer the stage with reloads is. */
export const reloadingFactor = 4;

/** Starting, the first answer, stopping: seen to be less than this, in seconds. */
const around = 1.5;

/** The suites of a run: the named ones, or the default set. */
export function chooseSuites(all: readonly Suite[], name: string | undefined): readonly Suite[] {
  if (name === undefined) return all.filter(({ isDefault }) => isDefault);
  return all.filter((suite) => suite.name === name);
}

/** Who takes part: everybody, or the named ones and whom they are compared with. */
export function chooseCompetitors(suite: Suite, only: RunPlan["only"]): readonly string[] {
  if (suite.kind === "own") return [];
  const needed = suite.kind === "load" ? suite.base : undefined;
  return suite.competitors.filter(
    (name) => only === undefined || only.includes(name) || name === needed,
  );
}

/** Seconds that a run takes, about. */
export function estimate(plan: RunPlan): number {
  return plan.suites.reduce((sum, suite) => sum + estimateSuite(suite, plan), 0);
}

/** Seconds that one suite takes, about. */
export function estimateSuite(suite: Suite, plan: Omit<RunPlan, "suites">): number {
  const count = chooseCompetitors(suite, plan.only).length;
  switch (suite.kind) {
    case "load":
      return count * plan.rounds * (plan.seconds + warmUpSeconds + around);
    case "reload":
      return count * (quietSeconds(plan) * (1 + reloadingFactor) + 5);
    case "own":
      return suite.estimate(plan);
    default:
      return suite satisfies never;
  }
}

/** Runs a suite of loads: each competitor once a round, started anew, asked, warmed up, measured, asked again. */

import { competitors } from "../competitors/registry.ts";
import type { Competitor } from "../competitors/contract.ts";
import { load } from "../measuring/load.ts";
import { interleave } from "../measuring/order.ts";
import { askOnce } from "../measuring/request.ts";
import { awaitAnswer, startServing } from "../measuring/serving.ts";
import { cpuSeconds, megabytes } from "../measuring/family.ts";
import type { Availability } from "../measuring/needs.ts";
import { judge, toRows, type Fault, type Figure } from "./figures.ts";
import { warmUpSeconds } from "./plan.ts";
import type { Effort } from "./suite.ts";
import type { SuiteResult } from "./result.ts";
import type { LoadSuite } from "./suite.ts";

/** Who takes part, and what each needs. */
export interface Ground {
  readonly names: readonly string[];
  provide(competitor: Competitor): Availability;
  say(text: string): void;
}

/** A competitor that can be started. */
export interface Starter {
  readonly competitor: Competitor;
  readonly installed: string;
}

/** Measures; who fails is left out from then on, with the reason. */
export async function runLoad(
  suite: LoadSuite,
  effort: Effort,
  ground: Ground,
): Promise<SuiteResult & { kind: "load" }> {
  const { starters, faults } = findStarters(ground);
  const failed: Fault[] = [];
  const figures: Figure[] = [];
  for (const { round, item } of interleave(starters, effort.rounds)) {
    const { name } = item.competitor;
    if (failed.some(({ competitor }) => competitor === name)) continue;
    try {
      const figure = await measure(suite, item, effort.seconds);
      figures.push({ competitor: name, round, ...figure });
      const perSecond = Math.round(figure.perSecond);
      ground.say(`${suite.name}, round ${round + 1}: ${name} ${perSecond}/s`);
    } catch (error) {
      failed.push({ competitor: name, reason: (error as Error).message });
      ground.say(`${suite.name}, round ${round + 1}: ${name} failed: ${(error as Error).message}`);
    }
  }
  const good = figures.filter(
    (one) => !failed.some((fault) => fault.competitor === one.competitor),
  );
  return {
    kind: "load",
    suite,
    rows: toRows(suite, good),
    verdicts: judge(suite.targets, good),
    faults: [...faults, ...failed],
  };
}

/** The competitors that can be started, and why the others cannot. */
export function findStarters({ names, provide }: Ground): {
  readonly starters: readonly Starter[];
  readonly faults: readonly Fault[];
} {
  const starters: Starter[] = [];
  const faults: Fault[] = [];
  for (const competitor of competitors.filter(({ name }) => names.includes(name))) {
    const found = provide(competitor);
    if (found.kind === "there") starters.push({ competitor, installed: found.installed });
    else faults.push({ competitor: competitor.name, reason: found.reason });
  }
  return { starters, faults };
}

async function measure(
  { request, listen, workers, placement }: LoadSuite,
  { competitor, installed }: Starter,
  seconds: number,
): Promise<Omit<Figure, "competitor" | "round">> {
  const order = { app: "hello", workers, listen, placement, installed } as const;
  await using serving = await startServing(competitor, order);
  await awaitAnswer(serving, request);
  const { target, folder } = serving.place;
  await load({ target, request, seconds: warmUpSeconds, placement, folder });
  const before = cpuSeconds(serving.pid);
  const counted = await load({ target, request, seconds, placement, folder });
  const cpu = cpuSeconds(serving.pid) - before;
  await askOnce(target, request);
  return {
    perSecond: counted.requests / counted.seconds,
    perCpuSecond: counted.requests / cpu,
    megabytes: megabytes(serving.pid),
  };
}

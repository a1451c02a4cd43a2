/** Runs the reload suite: the clients of bench/reload against each competitor, which is reloaded without a pause. */

import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

import type { Competitor } from "../competitors/contract.ts";
import { awaitAnswer, startServing, type Serving } from "../measuring/serving.ts";
import { familyOf } from "../measuring/family.ts";
import type { RequestKind } from "../measuring/request.ts";
import { quantile } from "../measuring/statistics.ts";
import { startLoad } from "../reload/load.ts";
import { Tally } from "../reload/tally.ts";
import { quietSeconds, reloadingFactor } from "./plan.ts";
import type { Effort } from "./suite.ts";
import type { Fault } from "./figures.ts";
import type { ReloadRow, SuiteResult } from "./result.ts";
import { findStarters, type Ground, type Starter } from "./run-load.ts";
import type { ReloadSuite } from "./suite.ts";

const reloadLimit = 30_000;
const pollEvery = 20;

/** What the clients ask, once before they begin. */
const telling: RequestKind = {
  method: "GET",
  path: "/",
  headers: { "x-token": "first" },
  judge: (body) => (body.includes('"first"') ? undefined : `it tells ${body.slice(0, 80)}`),
};

/** Reloads each competitor for a while; one that cannot is left out with the reason. */
export async function runReload(
  suite: ReloadSuite,
  effort: Effort,
  ground: Ground,
): Promise<SuiteResult & { kind: "reload" }> {
  const { starters, faults } = findStarters(ground);
  const failed: Fault[] = [];
  const rows: ReloadRow[] = [];
  for (const starter of starters) {
    const { name } = starter.competitor;
    try {
      const row = await measure(suite, starter, quietSeconds(effort) * 1_000);
      rows.push(row);
      ground.say(`${suite.name}: ${name} lost ${row.lost} of ${row.requests}`);
    } catch (error) {
      failed.push({ competitor: name, reason: (error as Error).message });
      ground.say(`${suite.name}: ${name} failed: ${(error as Error).message}`);
    }
  }
  return { kind: "reload", suite, rows, faults: [...faults, ...failed] };
}

async function measure(
  { workers }: ReloadSuite,
  { competitor, installed }: Starter,
  quiet: number,
): Promise<ReloadRow> {
  const order = { app: "told", workers, listen: "tcp", placement: "together", installed } as const;
  await using serving = await startServing(competitor, order);
  await awaitAnswer(serving, telling);
  const tally = new Tally();
  const load = startLoad(serving.place.target, tally);
  let reloads = 0;
  try {
    await pause(quiet);
    tally.stage = "reloading";
    const end = performance.now() + quiet * reloadingFactor;
    for (; performance.now() < end; reloads += 1) await reload(competitor, serving);
  } finally {
    await load.stop();
  }
  return toRow(competitor.name, tally, reloads);
}

/** The figures of a run. Pure. */
export function toRow(competitor: string, tally: Tally, reloads: number): ReloadRow {
  const losses: Record<string, number> = {};
  for (const { failure } of tally.losses) losses[failure.kind] = (losses[failure.kind] ?? 0) + 1;
  return {
    competitor,
    requests: tally.requests + tally.losses.length,
    reloads,
    lost: tally.losses.length,
    losses,
    quietP99: quantile(tally.latencies.quiet, 0.99),
    reloadingP99: quantile(tally.latencies.reloading, 0.99),
  };
}

async function reload(competitor: Competitor, serving: Serving): Promise<void> {
  const way = competitor.reload?.(serving.place);
  if (way === undefined) throw new Error("it cannot reload");
  switch (way.kind) {
    case "command": {
      const [program, ...args] = way.argv;
      return runCommand(program, args);
    }
    case "signal": {
      const old = workersOf(serving.pid);
      process.kill(serving.pid, way.signal);
      return untilGone(serving.pid, old);
    }
    default:
      return way satisfies never;
  }
}

function runCommand(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: reloadLimit }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`the reload failed: ${stderr || stdout || error.message}`));
    });
  });
}

/** A reload by signal is over when none of the workers that were there is left. */
async function untilGone(pid: number, old: readonly number[]): Promise<void> {
  const deadline = performance.now() + reloadLimit;
  while (workersOf(pid).some((one) => old.includes(one))) {
    if (performance.now() > deadline) throw new Error(`workers stayed ${reloadLimit} ms`);
    await pause(pollEvery);
  }
}

function workersOf(pid: number): readonly number[] {
  return familyOf(pid)
    .map((stat) => stat.pid)
    .filter((one) => one !== pid);
}

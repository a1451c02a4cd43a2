/**
 * `npm run bench [-- SUITE] [--list] [--only SERVER,…] [--seconds 2] [--rounds 5] [--json] [--write]`: Landfall beside other
 * servers. Without anything it runs the default set and writes docs/benchmarks.md; exits 1 when a floor does not hold.
 */

import { parseArgs } from "node:util";

import { competitors } from "../competitors/registry.ts";
import { formatMachine, readMachine } from "../measuring/machine.ts";
import { missing, provide, tools, type Availability } from "../measuring/needs.ts";
import { endAll } from "../measuring/serving.ts";
import { formatList, formatMinutes } from "./list.ts";
import { writePage } from "./page.ts";
import {
  chooseCompetitors,
  chooseSuites,
  defaultEffort,
  estimate,
  readEffort,
  type RunPlan,
} from "./plan.ts";
import { formatResult, type Surroundings } from "./report.ts";
import { isBad, type SuiteResult } from "./result.ts";
import { runLoad, type Ground } from "./run-load.ts";
import { runOwn } from "./run-own.ts";
import { runReload } from "./run-reload.ts";
import type { Suite } from "./suite.ts";
import { suites } from "./suites.ts";

const say = (text: string): void => void process.stderr.write(`landfall: ${text}\n`);
const { values, positionals } = readWords();
const found = new Map<string, Availability>();

if (values.list) process.stdout.write(formatList(suites, defaultEffort));
else await run(readPlan());

function readWords() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        list: { type: "boolean", default: false },
        only: { type: "string" },
        seconds: { type: "string", default: String(defaultEffort.seconds) },
        rounds: { type: "string", default: String(defaultEffort.rounds) },
        json: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function readPlan(): RunPlan {
  const only = values.only?.split(",");
  const unknown = only?.filter((name) => !competitors.some((one) => one.name === name)) ?? [];
  if (unknown.length > 0) refuse(`there is no server ${unknown.join(", ")}`);
  const effort = readEffort(values.seconds, values.rounds);
  if (effort === undefined) refuse("--seconds and --rounds are whole numbers from 1");
  const chosen = chooseSuites(suites, positionals[0]);
  if (chosen.length === 0) refuse(`there is no suite ${positionals[0]}`);
  return { ...effort, only, suites: chosen };
}

async function run(plan: RunPlan): Promise<void> {
  for (const tool of [tools.wrk, tools.taskset]) {
    const reason = missing(tool);
    if (reason !== undefined) refuse(`${reason}: without it nothing can be measured`);
  }
  const leave = (): void => void endAll().finally(() => process.exit(130));
  process.once("SIGINT", leave).once("SIGTERM", leave);
  say(`${plan.suites.map(({ name }) => name).join(", ")}: about ${formatMinutes(estimate(plan))}`);
  const results: SuiteResult[] = [];
  for (const suite of plan.suites) {
    const reason = reachesUnix(suite) ? missing(tools.h2load) : undefined;
    if (reason === undefined) results.push(await runSuite(suite, plan));
    else say(`without the suite ${suite.name}: ${reason}`);
  }
  tell(results, plan);
  process.exitCode = results.some(isBad) ? 1 : 0;
}

/** Only h2load reaches unix sockets. */
function reachesUnix(suite: Suite): boolean {
  return suite.kind === "load" && suite.listen === "unix";
}

function runSuite(suite: Suite, plan: RunPlan): Promise<SuiteResult> {
  const ground: Ground = { names: chooseCompetitors(suite, plan.only), provide: provideOnce, say };
  switch (suite.kind) {
    case "load":
      return runLoad(suite, plan, ground);
    case "reload":
      return runReload(suite, plan, ground);
    case "own":
      return runOwn(suite, plan);
    default:
      return suite satisfies never;
  }
}

function provideOnce(competitor: (typeof competitors)[number]): Availability {
  const known = found.get(competitor.name);
  if (known !== undefined) return known;
  const availability = provide(competitor);
  if (availability.kind === "missing") say(`without ${competitor.name}: ${availability.reason}`);
  found.set(competitor.name, availability);
  return availability;
}

function tell(results: readonly SuiteResult[], plan: RunPlan): void {
  const facts = readMachine(new Date());
  const versions = Object.fromEntries(
    [...found].map(([name, one]) => [name, one.kind === "there" ? one.version : ""]),
  );
  const surroundings: Surroundings = { effort: plan, versions, machine: formatMachine(facts) };
  const text = values.json
    ? JSON.stringify(
        { facts, versions, effort: { seconds: plan.seconds, rounds: plan.rounds }, results },
        undefined,
        2,
      )
    : results.map((result) => formatSection(result, surroundings)).join("\n\n");
  process.stdout.write(`${text}\n`);
  if (!values.write && !isWholeDefault(plan)) return;
  writePage(results, surroundings);
  say("wrote docs/benchmarks.md");
}

function formatSection(result: SuiteResult, surroundings: Surroundings): string {
  const { title, about } = result.suite;
  return [`# ${title}`, about, formatResult(result, surroundings)].join("\n\n");
}

/** Short and partial runs are for trying things; they write only when told to. */
function isWholeDefault({ seconds, rounds, only }: RunPlan): boolean {
  const isFull = seconds === defaultEffort.seconds && rounds === defaultEffort.rounds;
  return positionals.length === 0 && only === undefined && isFull;
}

function refuse(problem: string): never {
  say(problem);
  process.stderr.write("  hint: npm run bench -- --list\n");
  process.exit(2);
}

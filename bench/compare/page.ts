/** Writes results into docs/benchmarks.md, each suite into its own block, with its chart beside the page. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { replaceBlock } from "../reporting/blocks.ts";
import { formatChart, themes, type Chart } from "../reporting/chart.ts";
import { formatResult, type Surroundings } from "./report.ts";
import type { SuiteResult } from "./result.ts";

const root = join(import.meta.dirname, "../..");
const file = "docs/benchmarks.md";
const charts = "benchmarks";

/** Puts every result on the page; throws when a suite has no block there. */
export function writePage(results: readonly SuiteResult[], surroundings: Surroundings): void {
  let page = readFileSync(join(root, file), "utf8");
  for (const result of results) {
    const chart = toChart(result);
    if (chart !== undefined) writeCharts(result.suite.name, chart);
    const picture = chart === undefined ? "" : formatPicture(result.suite.name, chart);
    const text = `${result.suite.about}\n\n${picture}${formatResult(result, surroundings)}`;
    page = replaceBlock(page, blockCommand(result.suite.name), text);
  }
  writeFileSync(join(root, file), page);
  spawnSync(join(root, "node_modules/.bin/oxfmt"), [file], { cwd: root, stdio: "inherit" });
}

/** What the marks of a suite's block name. */
export function blockCommand(suite: string): string {
  return `${suite} --write`;
}

/** The chart of a result, if bars say something about it. Pure. */
export function toChart(result: SuiteResult): Chart | undefined {
  if (result.kind !== "load" || result.rows.length === 0) return undefined;
  const bars = result.rows
    .map(({ competitor, perSecond }) => ({
      label: competitor,
      value: perSecond,
      isOurs: competitor.startsWith("landfall"),
    }))
    .toSorted((a, b) => b.value.median - a.value.median);
  return { title: result.suite.title, unit: "requests per second", bars };
}

function writeCharts(name: string, chart: Chart): void {
  mkdirSync(join(root, "docs", charts), { recursive: true });
  for (const theme of themes) {
    writeFileSync(join(root, "docs", charts, `${name}-${theme}.svg`), formatChart(chart, theme));
  }
}

function formatPicture(name: string, { title, unit }: Chart): string {
  return [
    "<picture>",
    `  <source media="(prefers-color-scheme: dark)" srcset="${charts}/${name}-dark.svg">`,
    `  <img alt="${title}: ${unit}" src="${charts}/${name}-light.svg">`,
    "</picture>",
    "",
    "",
  ].join("\n");
}

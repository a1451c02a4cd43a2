/** The text of a suite's result, in Markdown: what is printed is what stands on the page. Pure. */

import type { Spread } from "../measuring/statistics.ts";
import { formatNumber } from "../reporting/chart.ts";
import { formatTable, type Column } from "../reporting/table.ts";
import type { Row, Verdict } from "./figures.ts";
import type { Effort } from "./suite.ts";
import type { ReloadRow, SuiteResult } from "./result.ts";

/** What the tables tell besides figures. */
export interface Surroundings {
  readonly effort: Effort;
  /** Versions by competitor. */
  readonly versions: Readonly<Record<string, string>>;
  /** The machine, in a sentence. */
  readonly machine: string;
}

/** Tables, who is left out, and what they were measured on. */
export function formatResult(result: SuiteResult, surroundings: Surroundings): string {
  const left = result.faults.map(
    ({ competitor, reason }) => `- Left out: ${competitor}, ${reason}`,
  );
  const parts = [
    ...formatTables(result, surroundings),
    left.join("\n"),
    formatFooter(result, surroundings),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function formatTables(result: SuiteResult, { versions }: Surroundings): readonly string[] {
  switch (result.kind) {
    case "load":
      return [
        formatRows(result.rows, result.suite.base, versions),
        result.verdicts.length === 0 ? "" : formatVerdicts(result.verdicts),
      ];
    case "reload":
      return [formatReloads(result.rows, versions), formatReloadVerdict(result)];
    case "own":
      return [result.text === "" ? "" : `\`\`\`text\n${result.text}\n\`\`\``];
    default:
      return result satisfies never;
  }
}

function formatRows(
  rows: readonly Row[],
  base: string,
  versions: Surroundings["versions"],
): string {
  const numbers = ["requests/s", "lowest–highest", `÷ ${base}`, "lowest–highest"];
  const byCpu = ["requests/CPU-s", `÷ ${base}`, "MB"];
  const columns = [...textColumns(["server", "version"]), ...numberColumns([...numbers, ...byCpu])];
  return formatTable(
    columns,
    rows.map((row) => [
      row.competitor,
      versions[row.competitor] ?? "",
      formatNumber(row.perSecond.median),
      formatRange(row.perSecond, formatNumber),
      formatRatio(row.ratio.median),
      formatRange(row.ratio, formatRatio),
      formatNumber(row.perCpuSecond.median),
      formatRatio(row.cpuRatio.median),
      formatNumber(row.megabytes),
    ]),
  );
}

function formatVerdicts(verdicts: readonly Verdict[]): string {
  const columns = [
    ...textColumns(["landfall"]),
    ...numberColumns(["floor", "target", "measured", "lowest–highest"]),
    ...textColumns(["verdict"]),
  ];
  return formatTable(
    columns,
    verdicts.map(({ what, floor, target, ratio, says }) => [
      what,
      floor === undefined ? "—" : `${floor}×`,
      `${target}×`,
      formatRatio(ratio.median),
      Number.isNaN(ratio.median) ? "—" : formatRange(ratio, formatRatio),
      says,
    ]),
  );
}

function formatReloads(rows: readonly ReloadRow[], versions: Surroundings["versions"]): string {
  const numbers = ["requests", "reloads", "lost"];
  const latencies = ["p99 quiet, ms", "p99 reloading, ms", "ratio"];
  const columns = [
    ...textColumns(["server", "version"]),
    ...numberColumns([...numbers, ...latencies]),
    ...textColumns(["losses"]),
  ];
  return formatTable(
    columns,
    rows.map((row) => [
      row.competitor,
      versions[row.competitor] ?? "",
      formatNumber(row.requests),
      formatNumber(row.reloads),
      formatNumber(row.lost),
      row.quietP99.toFixed(1),
      row.reloadingP99.toFixed(1),
      formatRatio(row.reloadingP99 / row.quietP99),
      formatLosses(row.losses),
    ]),
  );
}

/** What was asked of Landfall, and what became of it. */
function formatReloadVerdict({ suite, rows }: SuiteResult & { readonly kind: "reload" }): string {
  const own = rows.find(({ competitor }) => competitor === "landfall");
  if (own === undefined) return "";
  const ratio = own.reloadingP99 / own.quietP99;
  const aim = ratio <= suite.target ? "on target" : "above target";
  const floor = own.lost === 0 ? "holds" : "does not hold";
  return `Landfall: the floor of no lost request ${floor}; a p99 of at most ${suite.target}× the undisturbed one: ${aim}.`;
}

function formatFooter(result: SuiteResult, { effort, machine }: Surroundings): string {
  const { seconds, rounds } = effort;
  const often =
    result.kind === "load"
      ? `${rounds === 1 ? "1 round" : `${rounds} rounds`} of ${seconds} s. `
      : "";
  return `${often}${machine}`;
}

function formatLosses(losses: ReloadRow["losses"]): string {
  const parts = Object.entries(losses).map(([kind, count]) => `${count} ${kind}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

function formatRange({ lowest, highest }: Spread, format: (value: number) => string): string {
  return `${format(lowest)}–${format(highest)}`;
}

function formatRatio(value: number): string {
  return Number.isNaN(value) ? "—" : value.toFixed(2);
}

function textColumns(heads: readonly string[]): readonly Column[] {
  return heads.map((head) => ({ head }));
}

function numberColumns(heads: readonly string[]): readonly Column[] {
  return heads.map((head) => ({ head, isNumber: true }));
}

/** Figures that must stay below something: the median, its spread, and what that means. */

/** What is measured, with what it may be at most and what is aimed at, in its unit. */
export interface Limit {
  readonly name: string;
  readonly unit: string;
  /** Absent where the figure is only there to be compared with. */
  readonly floor?: number;
  readonly target?: number;
}

/** One line of a report. */
export interface LimitRow extends Limit {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly verdict: "on target" | "above floor" | "below floor" | "";
}

/** Sums up what was measured of it. */
export function toLimitRow(limit: Limit, values: readonly number[]): LimitRow {
  const sorted = [...values].sort((a, b) => a - b);
  const lowest = sorted[0] ?? Number.NaN;
  const highest = sorted.at(-1) ?? Number.NaN;
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const { name, unit, floor, target } = limit;
  const bounds = floor === undefined || target === undefined ? {} : { floor, target };
  return { name, unit, ...bounds, median, lowest, highest, verdict: judge(limit, median) };
}

/** Prints the rows as a table, or as JSON, and sets the exit code: 1 when a floor does not hold. */
export function reportLimits(rows: readonly LimitRow[], isJson: boolean): void {
  const text = isJson ? JSON.stringify(rows, undefined, 2) : rows.map(formatRow).join("\n");
  process.stdout.write(`${text}\n`);
  process.exitCode = rows.some(({ verdict }) => verdict === "below floor") ? 1 : 0;
}

function formatRow({ name, unit, floor, target, ...row }: LimitRow): string {
  const { median, lowest, highest, verdict } = row;
  const figures = `${Math.round(median)} ${unit} (${Math.round(lowest)} to ${Math.round(highest)})`;
  const limits = floor === undefined ? "" : `floor ${floor}, aim ${target ?? floor}: ${verdict}`;
  return `${name.padEnd(48)}${figures.padEnd(28)}${limits}`.trimEnd();
}

function judge({ floor, target }: Limit, median: number): LimitRow["verdict"] {
  if (floor === undefined || target === undefined) return "";
  if (median <= target) return "on target";
  return median <= floor ? "above floor" : "below floor";
}

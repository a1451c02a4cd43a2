/** Medians of every server, and ours in terms of theirs, taken round by round. */

import type { Figure } from "../hello/measure.ts";
import { median } from "../hello/report.ts";
import type { Subject } from "../hello/subjects.ts";
import type { StaticRequest } from "./subjects.ts";

/** One server's line. */
export interface Row {
  readonly name: string;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  /** Our requests per second divided by its own, by the clock and by CPU time. */
  readonly ours: number;
  readonly oursByCpu: number;
  /** The lowest and highest of the rounds' quotients by CPU time. */
  readonly spread: readonly [number, number];
  readonly floor: number | undefined;
  readonly target: number | undefined;
}

/** Sums up one kind of request. */
export function toRows(
  { floors = {}, targets = {} }: StaticRequest,
  subjects: readonly Subject[],
  figures: readonly Figure[],
): readonly Row[] {
  const of = (name: string) => figures.filter(({ subject }) => subject === name);
  const own = of(subjects.find(({ isBase }) => isBase === true)?.name ?? "");
  return subjects.map(({ name }) => {
    const theirs = of(name);
    const quotients = (key: "perSecond" | "perCpuSecond"): number[] =>
      theirs.map(
        (figure) =>
          (own.find(({ round }) => round === figure.round)?.[key] ?? Number.NaN) / figure[key],
      );
    const byCpu = quotients("perCpuSecond");
    return {
      name,
      perSecond: median(theirs.map(({ perSecond }) => perSecond)),
      perCpuSecond: median(theirs.map(({ perCpuSecond }) => perCpuSecond)),
      ours: median(quotients("perSecond")),
      oursByCpu: median(byCpu),
      spread: [Math.min(...byCpu), Math.max(...byCpu)],
      floor: floors[name],
      target: targets[name],
    };
  });
}

/** Whether a floor does not hold; by CPU time, which a busy machine falsifies least. */
export function isBelowFloor({ floor, oursByCpu }: Row): boolean {
  return floor !== undefined && !(oursByCpu >= floor);
}

function judge(row: Row): string {
  const { floor, target, oursByCpu } = row;
  if (isBelowFloor(row)) return `  below the floor of ${floor}`;
  if (target === undefined) return "";
  return oursByCpu >= target ? `  on the target of ${target}` : `  below the target of ${target}`;
}

/** A table for people. */
export function formatRows(request: StaticRequest, rows: readonly Row[]): string {
  const head = `${request.name.padEnd(24)}${"req/s".padStart(9)}${"ours ÷".padStart(8)}${"req/CPU-s".padStart(11)}${"ours ÷".padStart(8)}  spread`;
  const lines = rows.map((row) => {
    const { name, perSecond, ours, perCpuSecond, oursByCpu, spread } = row;
    return [
      name.padEnd(24),
      String(perSecond).padStart(9),
      ours.toFixed(2).padStart(8),
      String(perCpuSecond).padStart(11),
      oursByCpu.toFixed(2).padStart(8),
      `  ${spread.map((quotient) => quotient.toFixed(2)).join("–")}${judge(row)}`,
    ].join("");
  });
  return [head, ...lines].join("\n");
}

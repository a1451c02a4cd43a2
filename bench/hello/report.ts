/** Medians, and the ratio to the base taken round by round, so that a machine that slows down slows both. */

import type { Figure } from "./measure.ts";
import type { RequestKind, Subject } from "./subjects.ts";

/** One server's line. */
export interface Row {
  readonly name: string;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  /** Share of the base, by the clock and by CPU time. */
  readonly ratio: number;
  readonly cpuRatio: number;
  readonly verdict: "on target" | "above floor" | "below floor" | "";
}

/** One kind of request. */
export interface Report {
  readonly request: string;
  readonly rows: readonly Row[];
}

/** Sums up the figures of one kind of request. */
export function toReport(
  request: RequestKind,
  subjects: readonly Subject[],
  figures: readonly Figure[],
): Report {
  const base = subjects.find(({ isBase }) => isBase === true)?.name ?? "";
  const of = (name: string) => figures.filter(({ subject }) => subject === name);
  const rows = subjects.map((subject) => toRow(subject, of(subject.name), of(base)));
  return { request: request.name, rows };
}

/** A table for people. */
export function formatReport({ request, rows }: Report): string {
  const lines = rows.map((row) => [
    row.name.padEnd(24),
    String(row.perSecond).padStart(9),
    row.ratio.toFixed(2).padStart(7),
    String(row.perCpuSecond).padStart(12),
    row.cpuRatio.toFixed(2).padStart(7),
    `  ${row.verdict}`,
  ]);
  const head = `${"server".padEnd(24)}${"req/s".padStart(9)}${"ratio".padStart(7)}${"req/CPU-s".padStart(12)}${"ratio".padStart(7)}`;
  return [request, head, ...lines.map((cells) => cells.join("").trimEnd())].join("\n");
}

function toRow(subject: Subject, own: readonly Figure[], base: readonly Figure[]): Row {
  const ratioOf = (key: "perSecond" | "perCpuSecond") =>
    median(
      own.map(
        (figure) =>
          figure[key] / (base.find(({ round }) => round === figure.round)?.[key] ?? Number.NaN),
      ),
    );
  const ratio = ratioOf("perSecond");
  return {
    name: subject.name,
    perSecond: median(own.map(({ perSecond }) => perSecond)),
    perCpuSecond: median(own.map(({ perCpuSecond }) => perCpuSecond)),
    ratio,
    cpuRatio: ratioOf("perCpuSecond"),
    verdict: judge(subject, ratio),
  };
}

function judge({ floor, target }: Subject, ratio: number): Row["verdict"] {
  if (floor === undefined || target === undefined) return "";
  if (ratio >= target) return "on target";
  return ratio >= floor ? "above floor" : "below floor";
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The figures of a proof, for people and for machines. */

import type { Proof } from "./prove.ts";
import type { Charge } from "./verdict.ts";

/** Latencies of one stage in milliseconds. */
export interface Latencies {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** What `--json` prints for each address. */
export interface Report {
  readonly address: string;
  readonly requests: number;
  readonly posts: number;
  readonly connections: number;
  readonly reloads: number;
  readonly reloadMilliseconds: { readonly median: number; readonly longest: number };
  readonly quiet: Latencies;
  readonly reloading: Latencies;
  readonly straddles: Readonly<Record<string, number>>;
  readonly charges: readonly Charge[];
}

/** Takes the figures out of a proof. */
export function toReport(address: string, { tally, reloads, charges }: Proof): Report {
  const took = reloads.map((reload) => reload.took).toSorted((a, b) => a - b);
  return {
    address,
    requests: tally.requests,
    posts: tally.posts.size,
    connections: tally.connections,
    reloads: reloads.length,
    reloadMilliseconds: { median: quantile(took, 0.5), longest: quantile(took, 1) },
    quiet: toLatencies(tally.latencies.quiet),
    reloading: toLatencies(tally.latencies.reloading),
    straddles: Object.fromEntries([...tally.straddles].toSorted()),
    charges,
  };
}

/** One line per figure, and each charge. */
export function formatReport(report: Report): string {
  const { quiet, reloading, reloadMilliseconds: took } = report;
  const straddles = Object.entries(report.straddles).map(([what, count]) => `${count} ${what}`);
  const rows: [string, string][] = [
    ["address", report.address],
    ["requests", `${report.requests} (${report.posts} POST, ${report.connections} connections)`],
    ["reloads", `${report.reloads}, median ${took.median} ms, longest ${took.longest} ms`],
    ["without reloads", formatLatencies(quiet)],
    ["with reloads", formatLatencies(reloading)],
    ["p99 with / without", (reloading.p99 / quiet.p99).toFixed(2)],
    ["straddling", straddles.join(", ")],
    ["wrong", report.charges.length === 0 ? "nothing" : String(report.charges.length)],
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(20)}${value}`);
  return [...lines, ...formatCharges(report.charges)].join("\n");
}

/** The charges by kind, the first few of each in full. */
export function formatCharges(charges: readonly Charge[]): string[] {
  const byKind = Map.groupBy(charges, ({ kind }) => kind);
  return [...byKind].flatMap(([kind, list]) => [
    `  ${kind}: ${list.length}`,
    ...list.slice(0, 5).map(({ detail }) => `    ${detail}`),
  ]);
}

function toLatencies(samples: readonly number[]): Latencies {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    requests: sorted.length,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    longest: quantile(sorted, 1),
  };
}

function formatLatencies({ requests, p50, p99, longest }: Latencies): string {
  return `${requests} requests, p50 ${p50} ms, p99 ${p99} ms, longest ${longest} ms`;
}

function quantile(sorted: readonly number[], part: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return Math.round(value * 100) / 100;
}

/**
 * What all workers of a master have measured, added up. Each report adds what it has more than the one before it from
 * the same process, so that no end of a worker takes anything away, and a report that comes late is counted too.
 */

import { durationBounds, type RequestSeries, type WorkerMetrics } from "../../../core/index.ts";

/** What a worker reports: what its server counts, and what it measures. */
export interface WorkerReport {
  readonly connections: number;
  readonly inFlight: number;
  readonly requests: number;
  readonly refused: number;
  /** Resident memory in bytes. */
  readonly memory: number;
  readonly metrics?: WorkerMetrics | undefined;
}

/** Hears of one worker process. */
export interface WorkerEar {
  /** It has reported. */
  heard(report: WorkerReport): void;
  /** Its process has ended. */
  gone(): void;
}

/** What can be counted of a master's own doings. */
export type Occurrence =
  | { readonly kind: "start" }
  | { readonly kind: "restart"; readonly reason: string }
  | { readonly kind: "kill"; readonly reason: string }
  | { readonly kind: "reload"; readonly outcome: string };

/** Counts that only go up. */
export interface WorkerTotals {
  readonly requests: number;
  readonly cpuUser: number;
  readonly cpuSystem: number;
}

/** A living worker's last report. */
export interface LiveWorker {
  readonly worker: number;
  readonly report: WorkerReport;
}

type Mutable<Fields> = { -readonly [Key in keyof Fields]: Fields[Key] };

const nothing: WorkerReport = { connections: 0, inFlight: 0, requests: 0, refused: 0, memory: 0 };

/** The sums of one master's life. */
export class ServiceTally {
  /** By method and class of status. */
  readonly series: Map<string, RequestSeries> = new Map();
  /** By worker id; ids that are no longer asked for keep theirs. */
  readonly workers: Map<number, WorkerTotals> = new Map();
  /** By kind and reason, e.g. `kill hung`. */
  readonly occurrences: Map<string, number> = new Map();
  readonly #live = new Set<LiveWorker>();
  #refused = 0;
  #aborted = 0;
  #bodyBytes = 0;

  /** Requests that no app heard to their end. */
  get refused(): number {
    return this.#refused;
  }

  /** Requests whose answer was cut. */
  get aborted(): number {
    return this.#aborted;
  }

  /** Bytes of answers' bodies. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /** The last report of each process that lives; while a predecessor drains, an id has two. */
  get live(): readonly LiveWorker[] {
    return [...this.#live];
  }

  /** A worker process was started. */
  watch(worker: number): WorkerEar {
    const entry: Mutable<LiveWorker> = { worker, report: nothing };
    let isGone = false;
    if (!this.workers.has(worker)) {
      this.workers.set(worker, { requests: 0, cpuUser: 0, cpuSystem: 0 });
    }
    return {
      heard: (report) => {
        this.#add(worker, entry.report, report);
        entry.report = report;
        if (!isGone) this.#live.add(entry);
      },
      gone: () => {
        isGone = true;
        this.#live.delete(entry);
      },
    };
  }

  /** Counts what the master did. */
  happened(occurrences: readonly Occurrence[]): void {
    for (const occurrence of occurrences) {
      const key = occurrenceKey(occurrence);
      this.occurrences.set(key, (this.occurrences.get(key) ?? 0) + 1);
    }
  }

  #add(worker: number, before: WorkerReport, now: WorkerReport): void {
    this.#refused += more(before.refused, now.refused);
    this.#aborted += more(before.metrics?.aborted, now.metrics?.aborted);
    this.#bodyBytes += more(before.metrics?.bodyBytes, now.metrics?.bodyBytes);
    const totals = this.workers.get(worker);
    this.workers.set(worker, {
      requests: (totals?.requests ?? 0) + more(before.requests, now.requests),
      cpuUser: (totals?.cpuUser ?? 0) + more(before.metrics?.cpuUser, now.metrics?.cpuUser),
      cpuSystem: (totals?.cpuSystem ?? 0) + more(before.metrics?.cpuSystem, now.metrics?.cpuSystem),
    });
    const known = new Map(before.metrics?.series.map((series) => [seriesKey(series), series]));
    for (const series of now.metrics?.series ?? []) this.#addSeries(series, known);
  }

  #addSeries(now: RequestSeries, known: ReadonlyMap<string, RequestSeries>): void {
    const key = seriesKey(now);
    const before = known.get(key);
    const sum = this.series.get(key);
    const buckets = Array.from({ length: durationBounds.length + 1 }, (_, index) => {
      return (sum?.buckets[index] ?? 0) + more(before?.buckets[index], now.buckets[index]);
    });
    const seconds = (sum?.seconds ?? 0) + more(before?.seconds, now.seconds);
    this.series.set(key, { method: now.method, status: now.status, buckets, seconds });
  }
}

/** How an occurrence is counted. */
export function occurrenceKey(occurrence: Occurrence): string {
  switch (occurrence.kind) {
    case "start":
      return "start";
    case "restart":
    case "kill":
      return `${occurrence.kind} ${occurrence.reason}`;
    case "reload":
      return `reload ${occurrence.outcome}`;
    default:
      return occurrence satisfies never;
  }
}

function seriesKey({ method, status }: RequestSeries): string {
  return `${method} ${status}`;
}

/** A process that counts backwards is not believed: a sum never falls. */
function more(before = 0, now = 0): number {
  return Math.max(0, now - before);
}

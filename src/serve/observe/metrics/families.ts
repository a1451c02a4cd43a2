/** From what is known of a service to the samples of every metric: pure. */

import { durationBounds } from "../../../core/index.ts";
import { type MetricDefinition, type MetricKey, metricTable } from "./metric-table.ts";
import { type LiveWorker, occurrenceKey, type ServiceTally } from "./service-tally.ts";

/** A number with its labels; `metricName` where it differs from the family's, as in a histogram. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

/** A metric with its numbers. */
export interface MetricFamily {
  readonly definition: MetricDefinition;
  readonly samples: readonly Sample[];
}

/** What a master knows at the moment, beside what is added up. */
export interface ServiceFacts {
  readonly version: string;
  readonly node: string;
  /** Unix time in seconds. */
  readonly startedAt: number;
  readonly isReady: boolean;
  readonly generation: number;
  readonly target: number;
  /** The state of each worker process. */
  readonly states: readonly string[];
  /** Every state, reason and outcome there can be: each is printed, if only with 0. */
  readonly words: {
    readonly states: readonly string[];
    readonly restarts: readonly string[];
    readonly kills: readonly string[];
    readonly reloads: readonly string[];
  };
  readonly acceptQueues: readonly { readonly address: string; readonly length: number }[];
  /** Of the master: bytes, and seconds of processor time. */
  readonly memory: number;
  readonly cpu: { readonly user: number; readonly system: number };
}

/** Every metric with its samples, in the table's order. */
export function toFamilies(tally: ServiceTally, facts: ServiceFacts): readonly MetricFamily[] {
  const samples: Readonly<Record<MetricKey, readonly Sample[]>> = {
    ...ofMaster(facts),
    ...ofOccurrences(tally, facts),
    ...ofRequests(tally),
    ...ofWorkers(tally),
  };
  return Object.entries(metricTable).map(([key, definition]) => {
    return { definition, samples: samples[key as MetricKey] };
  });
}

function ofMaster(facts: ServiceFacts) {
  const { version, node, states, words, cpu } = facts;
  const count = (state: string) => states.filter((each) => each === state).length;
  return {
    build: [{ labels: { version, node }, value: 1 }],
    startTime: bare(facts.startedAt),
    ready: bare(facts.isReady ? 1 : 0),
    generation: bare(facts.generation),
    workersAsked: bare(facts.target),
    workers: words.states.map((state) => ({ labels: { state }, value: count(state) })),
    acceptQueue: facts.acceptQueues.map(({ address, length }) => {
      return { labels: { address }, value: length };
    }),
    masterMemory: bare(facts.memory),
    masterCpu: [
      { labels: { mode: "user" }, value: cpu.user },
      { labels: { mode: "system" }, value: cpu.system },
    ],
  };
}

function ofOccurrences({ occurrences }: ServiceTally, { words }: ServiceFacts) {
  const timesOf = (occurrence: Parameters<typeof occurrenceKey>[0]) =>
    occurrences.get(occurrenceKey(occurrence)) ?? 0;
  return {
    starts: bare(timesOf({ kind: "start" })),
    restarts: words.restarts.map((reason) => {
      return { labels: { reason }, value: timesOf({ kind: "restart", reason }) };
    }),
    kills: words.kills.map((reason) => {
      return { labels: { reason }, value: timesOf({ kind: "kill", reason }) };
    }),
    reloads: words.reloads.map((outcome) => {
      return { labels: { outcome }, value: timesOf({ kind: "reload", outcome }) };
    }),
  };
}

function ofRequests({ series, aborted, refused, bodyBytes }: ServiceTally) {
  const { name } = metricTable.requestDuration;
  const requestDuration = [...series.values()].flatMap(({ method, status, buckets, seconds }) => {
    let count = 0;
    const cumulative = buckets.map((one, index): Sample => {
      count += one;
      const le = durationBounds[index] ?? "+Inf";
      return { labels: { method, status, le }, value: count, metricName: `${name}_bucket` };
    });
    const labels = { method, status };
    return [
      ...cumulative,
      { labels, value: seconds, metricName: `${name}_sum` },
      { labels, value: count, metricName: `${name}_count` },
    ];
  });
  return {
    requestDuration,
    aborted: bare(aborted),
    refused: bare(refused),
    bodyBytes: bare(bodyBytes),
  };
}

function ofWorkers({ workers, live }: ServiceTally) {
  const ids = [...new Set(live.map(({ worker }) => worker))].toSorted((a, b) => a - b);
  const gauges = (read: (own: readonly LiveWorker["report"][]) => number): readonly Sample[] =>
    ids.map((worker) => {
      const own = live.filter((each) => each.worker === worker).map(({ report }) => report);
      return { labels: { worker }, value: read(own) };
    });
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const known = [...workers].toSorted(([a], [b]) => a - b);
  return {
    requests: known.map(([worker, { requests }]) => ({ labels: { worker }, value: requests })),
    cpu: known.flatMap(([worker, { cpuUser, cpuSystem }]) => [
      { labels: { worker, mode: "user" }, value: cpuUser },
      { labels: { worker, mode: "system" }, value: cpuSystem },
    ]),
    inFlight: gauges((own) => sum(own.map(({ inFlight }) => inFlight))),
    connections: gauges((own) => sum(own.map(({ connections }) => connections))),
    memory: gauges((own) => sum(own.map(({ memory }) => memory))),
    heap: gauges((own) => sum(own.map(({ metrics }) => metrics?.heapUsed ?? 0))),
    loopDelayMean: gauges((own) =>
      Math.max(...own.map((each) => each.metrics?.loopDelayMean ?? 0)),
    ),
    loopDelayP99: gauges((own) => Math.max(...own.map((each) => each.metrics?.loopDelayP99 ?? 0))),
    loopDelayMax: gauges((own) => Math.max(...own.map((each) => each.metrics?.loopDelayMax ?? 0))),
    loopUtilization: gauges((own) =>
      Math.max(...own.map(({ metrics }) => metrics?.loopUtilization ?? 0)),
    ),
  };
}

function bare(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

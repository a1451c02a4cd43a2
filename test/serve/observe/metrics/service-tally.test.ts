import { expect, test } from "vitest";
import { durationBounds, type WorkerMetrics } from "../../../../src/core/index.ts";
import {
  ServiceTally,
  type WorkerReport,
} from "../../../../src/serve/observe/metrics/service-tally.ts";

/** A report of so many requests, all of one kind. */
function report(requests: number, said: Partial<WorkerReport> = {}): WorkerReport {
  const buckets = [requests, ...durationBounds.map(() => 0)];
  const series = [{ method: "GET", status: "2xx", buckets, seconds: requests / 1_000 }] as const;
  const loop = { loopDelayMean: 0, loopDelayP99: 0, loopDelayMax: 0, loopUtilization: 0 };
  const counts = { aborted: requests, bodyBytes: requests, cpuUser: requests, cpuSystem: 0 };
  const metrics: WorkerMetrics = { series, ...counts, heapUsed: 1, ...loop };
  return { connections: 1, inFlight: 1, requests, refused: requests, memory: 1, metrics, ...said };
}

/** Every sum of a tally, which the reports above keep equal. */
function sums(tally: ServiceTally): number[] {
  const workers = [...tally.workers.values()];
  return [
    tally.series.get("GET 2xx")?.buckets[0] ?? 0,
    tally.refused,
    tally.aborted,
    tally.bodyBytes,
    workers.reduce((all, { requests }) => all + requests, 0),
    workers.reduce((all, { cpuUser }) => all + cpuUser, 0),
  ];
}

const all = (value: number): number[] => Array.from({ length: 6 }, () => value);

test("reports of one worker add what is new in them", () => {
  const tally = new ServiceTally();
  const ear = tally.watch(0);
  for (const requests of [5, 5, 12]) ear.heard(report(requests));
  expect(sums(tally)).toEqual(all(12));
});

test("a worker that is gone takes nothing away, and its successor begins at 0", () => {
  const tally = new ServiceTally();
  const first = tally.watch(0);
  first.heard(report(10));
  const second = tally.watch(0);
  second.heard(report(3));
  expect(tally.live).toHaveLength(2);
  first.gone();
  expect(sums(tally)).toEqual(all(13));
  expect(tally.live).toHaveLength(1);
  expect(tally.workers.get(0)?.requests).toBe(13);
});

test("a report that comes after the end still counts, without the worker coming back to life", () => {
  const tally = new ServiceTally();
  const ear = tally.watch(1);
  ear.heard(report(1));
  ear.gone();
  ear.heard(report(4));
  expect(sums(tally)).toEqual(all(4));
  expect(tally.live).toEqual([]);
});

test("a process that counts backwards lowers no sum", () => {
  const tally = new ServiceTally();
  const ear = tally.watch(0);
  let before = all(0);
  for (const requests of [10, 2, 0, 3, 11]) {
    ear.heard(report(requests));
    const now = sums(tally);
    now.forEach((value, index) => expect(value).toBeGreaterThanOrEqual(before[index]!));
    before = now;
  }
});

test("a report without measurements counts what the server counts", () => {
  const tally = new ServiceTally();
  tally.watch(0).heard(report(3, { metrics: undefined }));
  expect(tally.series.size).toBe(0);
  expect([tally.refused, tally.workers.get(0)?.requests]).toEqual([3, 3]);
});

test("what the master did is counted by kind and reason", () => {
  const tally = new ServiceTally();
  tally.happened([{ kind: "start" }]);
  for (const reason of ["hung", "hung", "crash"]) tally.happened([{ kind: "restart", reason }]);
  tally.happened([
    { kind: "kill", reason: "hung" },
    { kind: "reload", outcome: "done" },
  ]);
  expect(Object.fromEntries(tally.occurrences)).toEqual({
    start: 1,
    "restart hung": 2,
    "restart crash": 1,
    "kill hung": 1,
    "reload done": 1,
  });
});

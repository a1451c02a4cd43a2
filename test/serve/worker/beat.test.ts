import { expect, test } from "vitest";
import type { RunningServer, ServerActivity } from "../../../src/serve/engines/index.ts";
import { openFromWorker } from "../../../src/serve/supervisor/from-worker.ts";
import { type FromWorker, seal } from "../../../src/serve/channel/index.ts";
import { toBeat, toShare } from "../../../src/serve/worker/beat.ts";

/** The beat as it comes to a master, of a server that says this. */
function heard(activity: () => unknown): unknown {
  const server: Pick<RunningServer, "activity"> = { activity: activity as () => ServerActivity };
  const envelope: unknown = JSON.parse(
    JSON.stringify(seal(toBeat(server as RunningServer, { memory: 7.5, cpuTime: 9.5 }, 0.25))),
  );
  return openFromWorker(envelope);
}

test("a beat says what the server counts", () => {
  const activity = { connections: 1, inFlight: 2, requests: 3, refused: 4 };
  const oldest = { route: "GET /", age: 5 };
  expect(heard(() => ({ ...activity, oldest }))).toEqual({
    kind: "beat",
    connections: 1,
    inFlight: 2,
    requests: 3,
    refused: 4,
    memory: 7,
    cpu: 0.25,
    cpuTime: 9,
    oldest,
  });
});

const measured = {
  series: [
    { method: "GET", status: "2xx", buckets: Array.from({ length: 14 }, () => 1), seconds: 1 },
  ],
  aborted: 0,
  bodyBytes: 0,
  cpuUser: 0.5,
  cpuSystem: 0,
  heapUsed: 1,
  loopDelayMean: 0,
  loopDelayP99: 0,
  loopDelayMax: 0,
  loopUtilization: 1,
};

/** What a master hears of measurements. */
function heardMetrics(metrics: unknown): unknown {
  const counts = {
    connections: 0,
    inFlight: 0,
    requests: 3,
    refused: 0,
    memory: 1,
    cpu: 0,
    cpuTime: 0,
  };
  const message = { kind: "beat", ...counts, metrics } as unknown as FromWorker;
  const heard = openFromWorker(JSON.parse(JSON.stringify(seal(message))));
  expect(heard).toMatchObject({ kind: "beat", requests: 3 });
  return (heard as { metrics?: unknown }).metrics;
}

test("measurements come along with a beat", () => {
  expect(heardMetrics(measured)).toEqual(measured);
  expect(heardMetrics(undefined)).toBeUndefined();
});

const [series] = measured.series;

test.each<[string, unknown]>([
  ["are none", "many"],
  ["lack a number", { ...measured, aborted: undefined }],
  ["are negative", { ...measured, cpuUser: -1 }],
  ["are endless", { ...measured, bodyBytes: 1e300 }],
  ["bear a label of their own", { ...measured, series: [{ ...series, method: 'X"} 1' }] }],
  ["have a bucket too many", { ...measured, series: [{ ...series, buckets: [1, 2] }] }],
  ["are too many", { ...measured, series: Array.from({ length: 99 }, () => series) }],
])("measurements that %s are not believed, and the beat is heard", (_what, metrics) => {
  expect(heardMetrics(metrics)).toBeUndefined();
});

test.each<[string, () => unknown]>([
  ["nothing", () => ({})],
  ["what is no number", () => ({ connections: "many", inFlight: Number.NaN, requests: -1 })],
  ["what is without end", () => ({ connections: 1 / 0, oldest: { route: "x".repeat(9_999) } })],
  [
    "nothing and throws",
    () => {
      throw new Error("uncountable");
    },
  ],
])("a beat is heard of a server that says %s", (_what, activity) => {
  expect(heard(activity)).toMatchObject({ kind: "beat", memory: 7 });
});

test("the share of a processor is what was used since the last look, also of several, and never nonsense", () => {
  const look = (at: number, cpuTime: number) => ({ at, cpuTime });
  expect(toShare(look(1_000, 100), look(2_000, 350))).toBe(0.25);
  expect(toShare(look(1_000, 100), look(2_000, 1_600))).toBe(1.5);
  expect(toShare(look(1_000, 100), look(1_000, 200))).toBe(0);
  expect(toShare(look(1_000, 100), look(2_000, 50))).toBe(0);
  expect(toShare(look(1_000, 100), look(2_000, Number.NaN))).toBe(0);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { durationBounds } from "../../../../src/core/index.ts";
import {
  formatExposition,
  metricTable,
  type ServiceFacts,
  ServiceTally,
  toFamilies,
} from "../../../../src/serve/observe/index.ts";
import { readPrometheus, samplesOf, valueOf } from "./prometheus-text.ts";

const facts: ServiceFacts = {
  version: "1.2.3",
  node: "24.0.0",
  startedAt: 1_700_000_000.5,
  isReady: true,
  generation: 2,
  target: 2,
  states: ["ready", "ready", "draining"],
  words: {
    states: ["starting", "ready", "draining"],
    restarts: ["crash", "hung"],
    kills: ["hung"],
    reloads: ["done", "failed"],
  },
  acceptQueues: [{ address: "[::1]:80", length: 3 }],
  memory: 5,
  cpu: { user: 1.5, system: 0.5 },
};

function tallied(): ServiceTally {
  const tally = new ServiceTally();
  const loop = { loopDelayMean: 0.1, loopDelayP99: 0.2, loopDelayMax: 0.3, loopUtilization: 0.4 };
  const buckets = durationBounds.map((_, index) => index).concat(7);
  const series = [{ method: "GET", status: "2xx", buckets, seconds: 1.25 }] as const;
  const counts = { aborted: 1, bodyBytes: 2, cpuUser: 3, cpuSystem: 4, heapUsed: 5 };
  const base = { connections: 1, inFlight: 2, requests: 3, refused: 4, memory: 10 };
  tally.watch(0).heard({ ...base, metrics: { series, ...counts, ...loop } });
  // Its predecessor, which drains and is slow.
  const slow = { ...loop, loopDelayMax: 0.9 };
  tally.watch(0).heard({ ...base, metrics: { series: [], ...counts, ...slow } });
  tally.watch(7).heard(base);
  tally.happened([{ kind: "restart", reason: "crash" }]);
  return tally;
}

const exposed = async (tally = tallied()) =>
  readPrometheus(await formatExposition(toFamilies(tally, facts)));

test("every metric of the table is printed, with its help, and every one of its labels", async () => {
  const read = await exposed();
  const definitions = Object.values(metricTable);
  expect([...read.keys()]).toEqual(definitions.map(({ name }) => name));
  for (const { name, type, help, labels } of definitions) {
    const family = read.get(name);
    expect(family).toMatchObject({ type, help });
    for (const sample of family?.samples ?? []) {
      const { le: _, ...rest } = sample.labels;
      expect(Object.keys(rest)).toEqual(labels);
    }
  }
});

test("numbers that can be counted are there from the start, with 0", async () => {
  const read = await exposed(new ServiceTally());
  expect(samplesOf(read, "landfall_worker_restarts_total").map(({ value }) => value)).toEqual([
    0, 0,
  ]);
  expect(valueOf(read, "landfall_reloads_total", { outcome: "failed" })).toBe(0);
  expect(valueOf(read, "landfall_worker_starts_total")).toBe(0);
  expect(valueOf(read, "landfall_http_requests_refused_total")).toBe(0);
});

test("what was measured is what is read", async () => {
  const read = await exposed();
  const labels = { method: "GET", status: "2xx" };
  const name = "landfall_http_request_duration_seconds";
  const count = 7 + durationBounds.reduce((all, _, index) => all + index, 0);
  expect(valueOf(read, `${name}_count`, labels)).toBe(count);
  expect(valueOf(read, `${name}_sum`, labels)).toBe(1.25);
  expect(valueOf(read, `${name}_bucket`, { ...labels, le: "0.005" })).toBe(0 + 1 + 2);
  expect(valueOf(read, "landfall_workers", { state: "ready" })).toBe(2);
  expect(valueOf(read, "landfall_worker_restarts_total", { reason: "crash" })).toBe(1);
  expect(valueOf(read, "landfall_accept_queue_length", { address: "[::1]:80" })).toBe(3);
  expect(valueOf(read, "landfall_worker_cpu_seconds_total", { worker: "7", mode: "user" })).toBe(0);
});

test("while a predecessor drains, a worker's sizes are of both and its delay that of the slower one", async () => {
  const read = await exposed();
  const worker = { worker: "0" };
  expect(valueOf(read, "landfall_worker_resident_memory_bytes", worker)).toBe(20);
  expect(valueOf(read, "landfall_worker_connections", worker)).toBe(2);
  expect(valueOf(read, "landfall_worker_requests_total", worker)).toBe(6);
  expect(valueOf(read, "landfall_worker_event_loop_delay_max_seconds", worker)).toBe(0.9);
});

test("docs/metrics.md lists each metric with its kind, labels and meaning, and no other", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/metrics.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `landfall_"));
  const cells = rows.map((row) =>
    row
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  const wanted = Object.values(metricTable).map(({ name, type, labels, help }) => {
    return [`\`${name}\``, type, labels.map((each) => `\`${each}\``).join(", "), help];
  });
  expect(cells).toEqual(wanted);
});

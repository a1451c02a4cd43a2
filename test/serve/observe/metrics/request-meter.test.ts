import { expect, test } from "vitest";
import { countedMethods, durationBounds, statusClasses } from "../../../../src/core/index.ts";
import { createRefusedRequest, type CompletedRequest } from "../../../../src/http/index.ts";
import { RequestMeter } from "../../../../src/serve/observe/metrics/request-meter.ts";

const client = { address: "127.0.0.1", port: 1 };

function completed(said: Partial<CompletedRequest>): CompletedRequest {
  return { ...createRefusedRequest(client, 200, { method: "GET" }), ...said };
}

test("requests are counted by method and class of status, with what they took", () => {
  const meter = new RequestMeter();
  meter.count(completed({ duration: 2 }));
  meter.count(completed({ duration: 3, status: 204 }));
  meter.count(completed({ method: "POST", status: 503, duration: 20_000, bytes: 7 }));
  meter.count(completed({ status: 499, isAborted: true }));
  const read = meter.read().map(({ buckets, ...rest }) => {
    return { ...rest, count: buckets.reduce((all, one) => all + one, 0) };
  });
  expect(read).toEqual([
    { method: "GET", status: "2xx", count: 2, seconds: 0.005 },
    { method: "GET", status: "4xx", count: 1, seconds: 0 },
    { method: "POST", status: "5xx", count: 1, seconds: 20 },
  ]);
  expect(meter.read().at(-1)?.buckets.at(-1)).toBe(1);
  expect([meter.aborted, meter.bodyBytes]).toEqual([1, 7]);
});

test("a request that takes exactly a bound falls into its bucket, as Prometheus has it", () => {
  for (const [index, bound] of durationBounds.entries()) {
    const meter = new RequestMeter();
    meter.count(completed({ duration: bound * 1_000 }));
    meter.count(completed({ duration: bound * 1_000 + 0.001 }));
    const [series] = meter.read();
    expect([series?.buckets[index], series?.buckets[index + 1]]).toEqual([1, 1]);
  }
});

test("whatever clients and apps invent, labels stay the known ones", () => {
  const meter = new RequestMeter();
  const methods = ["", "BREW", "get", "__proto__", "constructor", 'X"} 1\n', "x".repeat(9_999)];
  const statuses = [100, 101, 199, 200, 302, 404, 499, 599, 600, 999, 0, -1, 1e9];
  for (const method of methods) {
    for (const status of statuses) meter.count(completed({ method, status }));
  }
  const read = meter.read();
  expect(new Set(read.map(({ method }) => method))).toEqual(new Set(["other", "unread"]));
  for (const { method, status, buckets } of read) {
    expect(countedMethods).toContain(method);
    expect(statusClasses).toContain(status);
    expect(buckets).toHaveLength(durationBounds.length + 1);
  }
  const count = read.flatMap(({ buckets }) => buckets).reduce((all, one) => all + one, 0);
  expect(count).toBe(methods.length * statuses.length);
});

import { expect, onTestFinished, test, vi } from "vitest";
import { createRefusedRequest } from "../../../../src/http/index.ts";
import { WorkerMeter } from "../../../../src/serve/observe/index.ts";

function start(): WorkerMeter {
  const meter = new WorkerMeter().start();
  onTestFinished(() => meter[Symbol.dispose]());
  return meter;
}

function block(millis: number): void {
  for (const end = performance.now() + millis; performance.now() < end;);
}

test("an event loop that stands still is seen in its delay, in its utilization and in processor time", async () => {
  const meter = start();
  const before = meter.read();
  const seen = await vi.waitFor(
    async () => {
      block(300);
      // The timer that looks at the loop comes late now.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const now = meter.read();
      expect(now.loopDelayMax).toBeGreaterThan(0.2);
      return now;
    },
    { timeout: 20_000 },
  );
  expect(seen.loopDelayP99).toBeGreaterThan(0.2);
  expect(seen.loopDelayMean).toBeGreaterThan(0);
  expect(seen.loopUtilization).toBeGreaterThan(0);
  expect(seen.loopUtilization).toBeLessThanOrEqual(1);
  expect(seen.cpuUser).toBeGreaterThan(before.cpuUser);
});

test("delays begin anew with each reading, counts do not", () => {
  const meter = start();
  meter.onCompleted(createRefusedRequest({ address: "::1", port: 1 }, 400));
  meter.read();
  const { loopDelayMax, loopDelayMean, loopDelayP99, series, heapUsed } = meter.read();
  expect([loopDelayMax, loopDelayMean, loopDelayP99]).toEqual([0, 0, 0]);
  expect(series).toMatchObject([{ method: "unread", status: "4xx", seconds: 0 }]);
  expect(heapUsed).toBeGreaterThan(0);
});

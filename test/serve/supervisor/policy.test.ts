import { expect, test } from "vitest";
import { megabytes, millis } from "../../../src/core/index.ts";
import { supervisorOptions } from "../../../src/serve/supervisor/options.ts";
import type { SupervisorSettings } from "../../../src/serve/supervisor/options.ts";
import { type Policy, toPolicy } from "../../../src/serve/supervisor/policy.ts";

const defaults = Object.fromEntries(
  Object.entries(supervisorOptions).map(([key, option]) => [key, option.default]),
) as unknown as SupervisorSettings;

function policyOf(settings: Partial<SupervisorSettings>): Policy {
  const facts = { workers: 2, requestTimeout: millis(0), seed: 1 };
  return toPolicy({ ...defaults, ...settings }, facts);
}

test("by default nothing is recycled, a loop may stand still for 30 s, and restarts have no limit", () => {
  expect(policyOf({})).toMatchObject({
    maxRequests: 0,
    maxLifetime: 0,
    maxMemory: 0,
    maxMemoryHard: 0,
    requestTimeout: 0,
    heartbeatTimeout: 30_000,
    minLifetime: 10_000,
    maxRestarts: 0,
    restartWindow: 60_000,
  });
});

test("the hard limit of memory is twice the soft one unless it is given", () => {
  const maxMemory = megabytes(100);
  expect(policyOf({ maxMemory }).maxMemoryHard).toBe(megabytes(200));
  expect(policyOf({ maxMemory, maxMemoryHard: megabytes(150) }).maxMemoryHard).toBe(megabytes(150));
});

test("a heartbeat timeout that a beat a second cannot keep is refused, 0 is not", () => {
  const { schema } = supervisorOptions.heartbeatTimeout;
  expect(schema.safeParse("1s").error?.issues[0]?.message).toBe(
    "expected 2s or more, or 0 for never",
  );
  expect(["0", "2s", "30s"].map((text) => schema.safeParse(text).data)).toEqual([0, 2_000, 30_000]);
});

import { expect, test } from "vitest";
import {
  judgeLife,
  judgeReadiness,
  type ServiceState,
} from "../../../../src/serve/observe/index.ts";

const serving: ServiceState = { phase: "serving", target: 2, states: ["ready", "starting"] };

test.each<[string, ServiceState, boolean, boolean]>([
  ["serves", serving, true, true],
  [
    "serves with a worker that is about to be replaced",
    { ...serving, states: ["leaving"] },
    true,
    true,
  ],
  ["reloads", { ...serving, phase: "reloading" }, true, true],
  ["scales", { ...serving, phase: "scaling" }, true, true],
  [
    "starts and has no worker yet",
    { ...serving, phase: "booting", states: ["starting"] },
    true,
    false,
  ],
  ["starts and has its first worker", { ...serving, phase: "booting" }, true, true],
  ["stops, with workers that still serve", { ...serving, phase: "stopping" }, true, false],
  ["has workers that hang", { ...serving, states: ["hung", "hung", "draining"] }, false, false],
  ["has lost every worker", { ...serving, states: [] }, false, false],
  ["was told to have none", { ...serving, target: 0, states: [] }, true, false],
])("a master that %s", (_what, state, isAlive, isReady) => {
  expect(judgeLife(state).isWell).toBe(isAlive);
  expect(judgeReadiness(state).isWell).toBe(isReady);
});

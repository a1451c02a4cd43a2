/** The closing line of `npm test` tells the truth. */
import { expect, test } from "vitest";
import { addCounts, closingLine, toCounts } from "../../scripts/steps/counts.js";

test("every test is counted once, whatever did not run counts as skipped", () => {
  const states = ["passed", "passed", "failed", "skipped", "pending"];
  expect(closingLine(toCounts(states, 0))).toBe("2 passed, 1 failed, 2 skipped");
});

test("a file that does not load makes the run say that something failed", () => {
  expect(closingLine(toCounts([], 1))).toBe("0 passed, 1 failed, 0 skipped");
});

test("several runs are counted together, unless one of them ended without a report", () => {
  const runs = [toCounts(["passed", "skipped"], 0), toCounts(["passed", "failed"], 1)];
  expect(addCounts(runs)).toEqual({ passed: 2, failed: 2, skipped: 1 });
  expect(addCounts([...runs, undefined])).toBeUndefined();
});

/** Another bench's text comes into the comparison, and so does its failure. */
import { expect, it } from "vitest";
import { isBad } from "../../../bench/compare/result.ts";
import { runOwn } from "../../../bench/compare/run-own.ts";
import type { OwnSuite } from "../../../bench/compare/suite.ts";

const effort = { seconds: 1, rounds: 1 };
const suite: OwnSuite = {
  kind: "own",
  name: "no-such-bench",
  title: "Title",
  about: "About.",
  isDefault: false,
  args: () => [],
  estimate: () => 1,
};

it("leaves out a bench that is not there, which is nobody's failure", async () => {
  const result = await runOwn(suite, effort);
  expect(result.faults[0]?.reason).toBe("there is no bench/no-such-bench yet");
  expect(isBad(result)).toBe(false);
});

it("keeps what a bench prints", async () => {
  const args = (): readonly string[] => ["--list"];
  const result = await runOwn({ ...suite, name: "compare", args }, effort);
  expect(result.text).toMatch(/^\| suite /);
  expect(isBad(result)).toBe(false);
});

it("fails with a bench that fails", async () => {
  const args = (): readonly string[] => ["no-such-suite"];
  const result = await runOwn({ ...suite, name: "compare", args }, effort);
  expect(result.faults[0]?.reason).toBe("it exited 2");
  expect(isBad(result)).toBe(true);
});

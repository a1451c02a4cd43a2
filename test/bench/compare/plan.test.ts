/** What a run of the bench is. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import {
  chooseCompetitors,
  chooseSuites,
  defaultEffort,
  estimate,
  readEffort,
} from "../../../bench/compare/plan.ts";
import { suites } from "../../../bench/compare/suites.ts";

const folder = path.join(import.meta.dirname, "../../../bench/compare/suites");

it("has one row per file of a suite, named after it", () => {
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
  expect(suites.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
});

const halfAnHour = 30 * 60;

it("runs the default set in less than half an hour", () => {
  const plan = { ...defaultEffort, only: undefined, suites: chooseSuites(suites, undefined) };
  expect(plan.suites.length).toBeGreaterThan(4);
  expect(defaultEffort).toEqual({ seconds: 2, rounds: 5 });
  expect(estimate(plan)).toBeLessThan(halfAnHour);
});

it("runs a suite by its name, also one that is not in the default set", () => {
  expect(chooseSuites(suites, "python").map(({ name }) => name)).toEqual(["python"]);
  expect(chooseSuites(suites, undefined).map(({ name }) => name)).not.toContain("python");
  expect(chooseSuites(suites, "nothing")).toEqual([]);
});

it("measures whom the others are compared with, whoever is named", () => {
  const [suite] = chooseSuites(suites, "hello");
  if (suite === undefined) throw new Error("no suite hello");
  expect(chooseCompetitors(suite, ["fastify"])).toEqual(["node-http", "fastify"]);
});

it.each([
  ["2", "5", { seconds: 2, rounds: 5 }],
  ["0", "5", undefined],
  ["1.5", "5", undefined],
  ["2", "many", undefined],
  ["", "5", undefined],
])("reads %j seconds and %j rounds", (seconds, rounds, effort) => {
  expect(readEffort(seconds, rounds)).toEqual(effort);
});

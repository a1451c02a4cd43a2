/** Planted claims without a test, and tests without a claim. */
import { expect, test } from "vitest";
import { checkCoverage } from "./coverage.ts";

const page = "| row | what | test |\n| --- | --- | --- |\n| A2 | port 0 | `test/a.test.ts` |\n";

test("a row whose id stands in a title of its file is accepted", () => {
  const tests = { "test/a.test.ts": `test("[A2] port 0 reports the chosen port", () => {});` };
  expect(checkCoverage(page, tests)).toEqual([]);
});

test.each([
  `test.each([1])("[A2] port %d", () => {});`,
  `test.skipIf(no).each([1])("[A2] port %d", () => {});`,
  "test.each`a`('[A2] port', () => {});",
  "describe(`on ${place}: [A2] port`, () => {});",
  `it("[B1] [A2] two rows", () => {});`,
])("ids are found in %s", (code) => {
  const rows = `${page}| B1 | ids | \`test/a.test.ts\` |\n`;
  const both = `${code}\ntest("[B1]", () => {});`;
  expect(checkCoverage(rows, { "test/a.test.ts": both })).toEqual([]);
});

test("a row without a test is reported", () => {
  const tests = { "test/a.test.ts": `const remark = "[A2]"; test("port 0", () => {});` };
  expect(checkCoverage(page, tests)).toEqual([
    "docs/coverage.md:3 no test title in test/a.test.ts has [A2]",
  ]);
});

test("a test without a row is reported, also when the row names another file", () => {
  const title = `test("[A2] port 0", () => {});`;
  const tests = { "test/a.test.ts": title, "test/b.test.ts": title };
  expect(checkCoverage(page, tests)).toEqual([
    "test/b.test.ts shows [A2], docs/coverage.md has no row for that",
  ]);
});

test("a row that names the wrong file is reported from both sides", () => {
  const tests = { "test/a.test.ts": "", "test/b.test.ts": `test("[A2] port 0", () => {});` };
  expect(checkCoverage(page, tests)).toHaveLength(2);
});

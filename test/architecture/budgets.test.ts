/** Planted files and functions that are too large. */
import { expect, test } from "vitest";
import { checkBudgets, quantile } from "./budgets.ts";
import { lines, planted } from "./planted.ts";

const statements = (count: number): string => "  one();\n".repeat(count);

test("a tree of small files is accepted", () => {
  expect(checkBudgets(planted())).toEqual([]);
});

test("a function of more than 60 lines is reported where it begins", () => {
  const sources = planted({ "core/a.ts": `\nfunction long() {\n${statements(59)}}\n` });
  expect(lines(checkBudgets(sources))).toEqual([
    "src/core/a.ts:2 budgets: long has 61 lines, at most 60",
    "src/:1 budgets: the 90th percentile of functions has 61 lines, at most 20",
  ]);
});

test.each([
  ["a method", "class A {\n  long() {\nBODY}}"],
  ["an arrow function", "const long = () => {\nBODY};"],
  ["a member", "const a = { long() {\nBODY} };"],
])("%s counts like a function", (_, code) => {
  const sources = planted({ "core/a.ts": code.replace("BODY", statements(59)) });
  expect(lines(checkBudgets(sources))[0]).toMatch(
    /budgets: long has 6[01] lines|long has 61 lines/,
  );
});

test("a file of more than 300 lines is reported", () => {
  const sources = planted({ "core/a.ts": "one();\n".repeat(301) });
  expect(lines(checkBudgets(sources))).toEqual([
    "src/core/a.ts:301 budgets: 301 lines, at most 300",
  ]);
});

test("an exempt file is not measured", () => {
  const sources = planted({ "core/a.ts": "one();\n".repeat(301) });
  expect(checkBudgets(sources, { "core/a.ts": "a hot parser" })).toEqual([]);
});

test("four levels of nesting are reported, else-if and callbacks add none", () => {
  const chain = "if (a) {} else if (b) {} else if (c) {} else if (d) {}";
  const deep = "if (a) { for (;;) { try { while (b) {} } finally {} } }";
  const split = "if (a) { for (;;) { try { run(() => { if (b) {} }); } finally {} } }";
  const sources = planted({
    "core/a.ts": `function flat() { ${chain} }\nfunction deep() { ${deep} }\nfunction split() { ${split} }`,
  });
  expect(lines(checkBudgets(sources))).toEqual([
    "src/core/a.ts:2 budgets: deep has 4 levels of nesting, at most 3",
  ]);
});

test("four parameters are reported, `this` is none", () => {
  const sources = planted({
    "core/a.ts": `function three(this: A, a: 1, b: 2, c: 3) {}\nfunction four(a: 1, b: 2, c: 3, ...d: 4[]) {}`,
  });
  expect(lines(checkBudgets(sources))).toEqual([
    "src/core/a.ts:2 budgets: four has 4 parameters, at most 3",
  ]);
});

test("a tree of long files is reported by its median", () => {
  const names = Array.from({ length: 20 }, (_, index) => `core/a${index}.ts`);
  const sources = planted(Object.fromEntries(names.map((name) => [name, "one();\n".repeat(101)])));
  expect(lines(checkBudgets(sources))).toEqual([
    "src/:1 budgets: the median file has 101 lines, at most 100",
  ]);
});

test("the 90th percentile of ten values is the ninth", () => {
  expect(quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.9)).toBe(9);
  expect(quantile([], 0.9)).toBe(0);
});

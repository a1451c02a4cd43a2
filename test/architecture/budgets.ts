/** Sizes: files, functions, nesting and parameters stay small enough to be read at once. */
import type { Finding } from "./finding.ts";
import { type FunctionSize, functionsOf } from "./functions.ts";
import type { Source } from "./source.ts";

/** The limits of the house. */
export const limits = {
  file: 300,
  medianFile: 100,
  function: 60,
  typicalFunction: 20,
  nesting: 3,
  parameters: 3,
} as const;

/** Files that may exceed the budgets, each with its reason. */
export type Exemptions = Readonly<Record<string, string>>;

/** Reports each file and function over budget, then the median and the 90th percentile. */
export function checkBudgets(sources: readonly Source[], exempt: Exemptions = {}): Finding[] {
  const measured = sources.filter(({ path }) => exempt[path] === undefined);
  const functions = measured.map((source) => ({ source, sizes: functionsOf(source) }));
  return [
    ...measured.flatMap(checkFile),
    ...functions.flatMap(({ source, sizes }) =>
      sizes.flatMap((size) => checkFunction(source.path, size)),
    ),
    ...checkMiddle("median file", quantile(measured.map(lineCount), 0.5), limits.medianFile),
    ...checkMiddle(
      "90th percentile of functions",
      quantile(
        functions.flatMap(({ sizes }) => sizes.filter(isNamed)).map(({ lines }) => lines),
        0.9,
      ),
      limits.typicalFunction,
    ),
  ];
}

/** The value below which a share of all values lies; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function checkFile(source: Source): Finding[] {
  const lines = lineCount(source);
  if (lines <= limits.file) return [];
  return [finding(source.path, limits.file + 1, `${lines} lines, at most ${limits.file}`)];
}

function checkFunction(path: string, size: FunctionSize): Finding[] {
  const over = [
    { what: "lines", count: size.lines, limit: limits.function },
    { what: "levels of nesting", count: size.nesting, limit: limits.nesting },
    { what: "parameters", count: size.parameters, limit: limits.parameters },
  ].filter(({ count, limit }) => count > limit);
  return over.map(({ what, count, limit }) =>
    finding(path, size.line, `${size.name} has ${count} ${what}, at most ${limit}`),
  );
}

function checkMiddle(what: string, value: number, limit: number): Finding[] {
  if (value <= limit) return [];
  return [finding("", 1, `the ${what} has ${value} lines, at most ${limit}`)];
}

function isNamed({ name }: FunctionSize): boolean {
  return name !== "a callback";
}

function lineCount({ text }: Source): number {
  return text.trimEnd().split("\n").length;
}

function finding(path: string, line: number, message: string): Finding {
  return { rule: "budgets", path, line, message };
}

/** docs/coverage.md and the test titles name the same rows of the catalogue. */
import { parseSync } from "oxc-parser";
import { nameOfNode, type Syntax, walk } from "./syntax.ts";

/** One row of the page: a claim and the test file that shows it. */
export interface CoverageRow {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

/** Test files by their path. */
export type TestFiles = Readonly<Record<string, string>>;

/** Reports rows without a test, and tests without a row; each as one line. */
export function checkCoverage(page: string, tests: TestFiles): string[] {
  const rows = readCoverage(page);
  const shown = Object.entries(tests).flatMap(([file, text]) =>
    idsInTitles(file, text).map((id) => ({ id, file })),
  );
  const unproved = rows
    .filter(({ id, file }) => !shown.some((test) => test.id === id && test.file === file))
    .map(({ id, file, line }) => `docs/coverage.md:${line} no test title in ${file} has [${id}]`);
  const unclaimed = shown
    .filter(({ id, file }) => !rows.some((row) => row.id === id && row.file === file))
    .map(({ id, file }) => `${file} shows [${id}], docs/coverage.md has no row for that`);
  return [...unproved, ...new Set(unclaimed)];
}

/** Reads the rows `` | A2 | what | `test/file.test.ts` | ``. */
export function readCoverage(page: string): CoverageRow[] {
  return page.split("\n").flatMap((text, index) => {
    const match = /^\| *([A-Z]\d+) *\|.*\| *`([^`]+)` *\|/.exec(text);
    if (match === null) return [];
    return [{ id: match[1] ?? "", file: match[2] ?? "", line: index + 1 }];
  });
}

/** The ids in brackets in titles of `test`, `it` and `describe`. */
export function idsInTitles(file: string, text: string): string[] {
  const ids: string[] = [];
  walk(parseSync(file, text).program, (node) => {
    if (node.type !== "CallExpression" || !isTest(node["callee"] as Syntax)) return;
    const title = titleOf((node["arguments"] as Syntax[])[0]);
    ids.push(...[...title.matchAll(/\[([A-Z]\d+)\]/g)].map(([, id = ""]) => id));
  });
  return ids;
}

/** `test`, `test.each(…)`, `test.skipIf(…).each(…)` … all begin with the same name. */
function isTest(callee: Syntax): boolean {
  const inner = callee["object"] ?? callee["callee"] ?? callee["tag"];
  if (inner !== undefined) return isTest(inner as Syntax);
  return /^(test|it|describe)$/.test(nameOfNode(callee) ?? "");
}

function titleOf(node: Syntax | undefined): string {
  const quasis = node?.["quasis"] as { value: { raw: string } }[] | undefined;
  return quasis?.map(({ value }) => value.raw).join("…") ?? nameOfNode(node) ?? "";
}

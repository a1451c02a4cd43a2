/** Runs another bench, `bench/NAME/main.ts`, and keeps what it prints. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Effort } from "./suite.ts";
import type { SuiteResult } from "./result.ts";
import type { OwnSuite } from "./suite.ts";

const bench = join(import.meta.dirname, "..");

/** Resolves with its text; a bench that is not there is left out, one that exits with another code than 0 has failed. */
export function runOwn(suite: OwnSuite, effort: Effort): Promise<SuiteResult & { kind: "own" }> {
  const main = join(bench, suite.name, "main.ts");
  const toResult = (text: string, reason?: string): SuiteResult & { kind: "own" } => {
    const faults = reason === undefined ? [] : [{ competitor: suite.name, reason }];
    return { kind: "own", suite, text, faults, hasFailed: reason !== undefined };
  };
  if (!existsSync(main)) {
    const absent = toResult("", `there is no bench/${suite.name} yet`);
    return Promise.resolve({ ...absent, hasFailed: false });
  }
  const args = [main, ...suite.args(effort)];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, (error, stdout) => {
      const reason = error === null ? undefined : `it exited ${String(error.code)}`;
      resolve(toResult(stdout.trim(), reason));
    });
    child.stderr?.pipe(process.stderr);
  });
}

/** Runs another bench, `bench/NAME/main.ts`, and keeps what it prints. */

import { execFile } from "node:child_process";
import { join } from "node:path";

import type { Effort } from "./plan.ts";
import type { SuiteResult } from "./result.ts";
import type { OwnSuite } from "./suite.ts";

const bench = join(import.meta.dirname, "..");

/** Resolves with its text; a bench that exits with another code than 0 is a fault. */
export function runOwn(suite: OwnSuite, effort: Effort): Promise<SuiteResult & { kind: "own" }> {
  const main = join(bench, suite.name, "main.ts");
  const args = [main, ...suite.args(effort.seconds, effort.rounds)];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, (error, stdout) => {
      const reason = `it exited ${String(error?.code)}`;
      const faults = error === null ? [] : [{ competitor: suite.name, reason }];
      resolve({ kind: "own", suite, text: stdout.trim(), faults });
    });
    child.stderr?.pipe(process.stderr);
  });
}

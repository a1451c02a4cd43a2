/** Runs a control and hears what came out. */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Verdict } from "../../../src/laws/index.ts";

/** What came out for a control. */
export interface ControlOutcome {
  readonly verdicts: readonly Verdict[];
  /** Errors that would have ended its process. */
  readonly unhandled: readonly string[];
}

/** Runs the law on the control of this name. */
export async function runControl(name: string): Promise<ControlOutcome> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const options = { timeout: 50_000, maxBuffer: 16 * 1024 * 1024 };
  // Node 22 strips types, but knows no `await using`; tsx translates that where it has to.
  const args = ["--import", "tsx", main, name];
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return JSON.parse(stdout) as ControlOutcome;
}

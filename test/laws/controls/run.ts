/** Runs a control and hears what came out. */

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Verdict } from "../../../src/laws/index.ts";

/** What came out for a control. */
export interface ControlOutcome {
  readonly verdicts: readonly Verdict[];
  /** Errors that would have ended its process. */
  readonly unhandled: readonly string[];
}

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const deno = fileURLToPath(new URL("../../../node_modules/.bin/deno", import.meta.url));

/** Runs the law on the control of this name. */
export async function runControl(name: string): Promise<ControlOutcome> {
  // Node 22 strips types, but knows no `await using`; tsx translates that where it has to.
  const words = ["--import", "tsx", main, name];
  return name === "Deno.serve" ? runOnDeno(name) : run(process.execPath, words);
}

/** Without network, and without a trace of it in anybody's home. */
async function runOnDeno(name: string): Promise<ControlOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "landfall-deno-"));
  try {
    const flags = ["--no-remote", "--no-lock", "--no-config", "--no-check", "--allow-all"];
    const env = { ...process.env, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
    return await run(deno, ["run", ...flags, main, name], env);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<ControlOutcome> {
  const options = { timeout: 50_000, maxBuffer: 16 * 1024 * 1024, env };
  const { stdout } = await promisify(execFile)(program, words, options);
  return JSON.parse(stdout) as ControlOutcome;
}

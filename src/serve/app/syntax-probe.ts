/**
 * Finds the line of a syntax error in an ES module. Node knows it, but shows it only when it prints an uncaught
 * error; so another Node parses the candidates again, without running any, and dies of the same error.
 */

import { spawnSync } from "node:child_process";
import type { SourceLocation } from "./location.ts";
import { listReachable } from "./imports.ts";
import { locateStackHead } from "./locate.ts";

const program = `
import { readFileSync } from "node:fs";
import { SourceTextModule } from "node:vm";
const { message, files } = JSON.parse(readFileSync(0, "utf8"));
for (const file of files) {
  try { new SourceTextModule(readFileSync(file, "utf8"), { identifier: file }); }
  catch (error) { if (error.message === message) throw error; }
}`;

// It takes about 30 ms; where it hangs, an answer without the line is better than none.
const timeout = 5_000;

/** The place of the parser's `message` in the entry or in a module that it imports. */
export function probeSyntaxError(entry: string, message: string): SourceLocation | undefined {
  const files = listReachable(entry).filter((file) => /\.m?js$/.test(file));
  const flags = ["--experimental-vm-modules", "--no-warnings", "--input-type=module", "--eval"];
  const { stderr } = spawnSync(process.execPath, [...flags, program], {
    input: JSON.stringify({ message, files }),
    encoding: "utf8",
    env: {},
    timeout,
  });
  return locateStackHead({ stack: stderr ?? "" });
}

/** The main of the command `landfall`: hands the process to the command line and ends with its exit code. */

import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTerminal, runProgram } from "../cli/index.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const manifest = new URL("../../package.json", import.meta.url);

const terminal = createTerminal(process);
const exitCode = await runProgram({
  args: process.argv.slice(2),
  version: (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version,
  folder: typedFolder(),
  env: process.env,
  workerMain: fileURLToPath(new URL(`../serve/worker/main.${extension}`, import.meta.url)),
  commandLine: [process.execPath, ...process.execArgv, ...process.argv.slice(1)],
  typedNode: process.argv0,
  configMain: fileURLToPath(new URL(`../config/main.${extension}`, import.meta.url)),
  terminal,
});
await terminal.flush();
// Whoever waits on the control socket for the master's end sees it now.
process.exit(exitCode);

/** The shell's word for the working folder keeps links such as `current → releases/42`; the system's does not. */
function typedFolder(): string {
  const typed = process.env["PWD"];
  const real = workingFolder();
  try {
    return typed !== undefined && realpathSync(typed) === real ? typed : real;
  } catch {
    return real;
  }
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    terminal.err("landfall: the working folder does not exist any more");
    terminal.err("  hint: Change to it again by its path, or to another one.");
    return process.exit(1);
  }
}

/** How a worker process is started. */

import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What the command is made of. */
export interface WorkerProgram {
  /** The Node binary, and flags for it, e.g. `--max-old-space-size`. */
  readonly node: string;
  readonly nodeArguments: readonly string[];
  /** The worker's entry file. */
  readonly main: string;
  readonly searchPath: string;
}

/**
 * A worker leaves by itself when its channel closes, unless it spins; where util-linux has `setpriv`, the kernel
 * kills it with its master (PR_SET_PDEATHSIG, prctl(2)).
 */
export function planWorkerCommand(program: WorkerProgram): { file: string; args: string[] } {
  const { node, nodeArguments, main } = program;
  const command = [node, ...nodeArguments, main];
  const setpriv = process.platform === "linux" ? findProgram("setpriv", program) : undefined;
  if (setpriv === undefined || !canTie(setpriv)) return { file: node, args: command.slice(1) };
  return { file: setpriv, args: [...tie, ...command] };
}

const tie = ["--pdeathsig", "KILL", "--"];

/** BusyBox has a `setpriv` without this option, and so have old releases of util-linux. */
function canTie(setpriv: string): boolean {
  return spawnSync(setpriv, [...tie, setpriv, "--version"], { timeout: 2_000 }).status === 0;
}

function findProgram(name: string, { searchPath }: WorkerProgram): string | undefined {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** How a worker process is started. */

import { spawnSync } from "node:child_process";
import { notifyVariables } from "../serve/service/index.ts";
import { handoverVariables } from "../serve/sockets/index.ts";
import { successionVariable } from "../serve/succession/index.ts";
import { detachedVariable } from "./daemon.ts";
import { findProgram } from "./find-program.ts";

/** What the command is made of. */
export interface WorkerProgram {
  /** The Node binary, and flags for it, e.g. `--max-old-space-size`. */
  readonly node: string;
  readonly nodeArguments: readonly string[];
  /** The worker's entry file. */
  readonly main: string;
  readonly searchPath: string;
}

/** A program and its arguments. */
export interface WorkerLaunch {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * A worker leaves by itself when its channel closes, unless it spins; where util-linux has `setpriv`, the kernel
 * kills it with its master (PR_SET_PDEATHSIG, prctl(2)).
 */
export function planWorkerCommand(program: WorkerProgram): WorkerLaunch {
  const { node, nodeArguments, main, searchPath } = program;
  return tieToParent({ file: node, args: [...nodeArguments, main] }, searchPath);
}

/** The command so that the kernel kills it with its parent, where that can be had. */
export function tieToParent({ file, args }: WorkerLaunch, searchPath: string): WorkerLaunch {
  const setpriv = process.platform === "linux" ? findProgram("setpriv", searchPath) : undefined;
  if (setpriv === undefined || !canTie(setpriv)) return { file, args };
  return { file: setpriv, args: [...tie, file, ...args] };
}

/** The command after the words that limit it, e.g. `prlimit --as=…`; each of them becomes the next by exec. */
export function confine({ file, args }: WorkerLaunch, words: readonly string[]): WorkerLaunch {
  const [first, ...rest] = [...words, file, ...args];
  return { file: first ?? file, args: rest };
}

/** What a worker inherits: not what a service manager has told the master about itself. */
export function planWorkerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  { folder, id, account, environment }: WorkerPlace,
): Readonly<Record<string, string | undefined>> {
  const masters = new Set([
    ...handoverVariables,
    ...notifyVariables,
    detachedVariable,
    successionVariable,
  ]);
  const inherited = Object.entries(env).filter(([name]) => !masters.has(name));
  const NODE_ENV = env["NODE_ENV"] || toNodeEnvironment(environment);
  const own = { ...account, PWD: folder, LANDFALL_WORKER_ID: String(id), NODE_ENV };
  return { ...Object.fromEntries(inherited), ...own };
}

/** What a worker's environment says of itself. */
interface WorkerPlace {
  readonly folder: string;
  readonly id: number;
  /** Variables of the user that the master has become. */
  readonly account: Readonly<Record<string, string>>;
  /** The section of the configuration that is used. */
  readonly environment: string;
}

/** Without a word frameworks take themselves to be on a laptop, and show stacks to visitors. */
function toNodeEnvironment(environment: string): string {
  return environment === "development" || environment === "test" ? environment : "production";
}

const tie = ["--pdeathsig", "KILL", "--"];

/** BusyBox has a `setpriv` without this option, and so have old releases of util-linux. */
function canTie(setpriv: string): boolean {
  return spawnSync(setpriv, [...tie, setpriv, "--version"], { timeout: 2_000 }).status === 0;
}

/** Commands that run a program of `programs/` on the Node of this bench, or on another one. */

import { join } from "node:path";

import type { ListenAddress } from "../../../src/core/index.ts";
import type { Command, Place } from "../contract.ts";

/** The full path of a program. */
export function programPath(file: string): string {
  return join(import.meta.dirname, "../programs", file);
}

/** `node programs/FILE ARGUMENTS`, told by its environment where to listen and what to serve. */
export function nodeProgram(place: Place, file: string, ...args: readonly string[]): Command {
  return { argv: [process.execPath, programPath(file), ...args], env: listenEnvironment(place) };
}

/** What `programs/listen.ts` reads. */
export function listenEnvironment(place: Place): Readonly<Record<string, string>> {
  return {
    BENCH_LISTEN: formatTarget(place.target),
    BENCH_APP: place.app,
    BENCH_WORKERS: String(place.workers),
  };
}

/** A port of the IPv4 loopback, or the path of a unix socket. */
function formatTarget(target: ListenAddress): string {
  return target.kind === "unix" ? target.path : String(target.port);
}

/** `run(app, options)`: the library's way to serve (row A1). Under `landfall serve` it hands the app to the worker instead. */

import { findRunHost, type ListenAddress, toUrl } from "../../core/index.ts";
import type { RunningApp, RunOptions } from "./running-app.ts";

/** Serves any app that `landfall serve` takes, on 127.0.0.1:8080 by default; rejects with a `LandfallError`. */
export async function run(app: unknown, options: RunOptions = {}): Promise<RunningApp> {
  const caller = new Error("run() was called here");
  const host = findRunHost();
  if (host !== undefined) return toHosted(host.take(app));
  const { startRun } = await import("./start-run.ts");
  return startRun(app, options, caller.stack ?? "");
}

/** The worker ends with its master's word, so closing closes nothing. */
function toHosted(address: ListenAddress | undefined): RunningApp {
  return {
    url: address === undefined ? "" : toUrl(address),
    port: address?.kind === "tcp" ? address.port : undefined,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

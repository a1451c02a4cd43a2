/** `run(app, { reload: true })`: this process becomes the parent of `landfall dev` for the program's main file. */

import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { assertSound, loadConfig } from "../../config/index.ts";
import { LandfallError, systemClock } from "../../core/index.ts";
import { type Banner, dev } from "../index.ts";
import { endWith, isCalledByMain, thisProcess } from "./process-powers.ts";
import type { RunningApp, RunOptions } from "./running-app.ts";
import { openLog } from "./start-run.ts";

/** Resolves when the first worker serves, also one that shows why the app does not. */
export async function startDev(options: RunOptions, callStack: string): Promise<RunningApp> {
  const { reload: _, signals, ...given } = options;
  const powers = thisProcess();
  const { folder, env, main, write, writeOut } = powers;
  const flags = given as Readonly<Record<string, unknown>>;
  const call = { flags, app: main, folder, env, configMain: ownFile("config/main") };
  const load = () => loadConfig({ ...call, environment: "development" });
  const resolved = await load();
  assertSound(resolved);
  const logger = await openLog(resolved.settings, powers);
  const serving = Promise.withResolvers<Banner>();
  const stopping = new AbortController();
  const ended = dev({
    app: main,
    resolved,
    reread: load,
    folder: resolved.folder,
    env,
    workerMain: ownFile("serve/worker/main"),
    clock: systemClock,
    logger,
    output: (stream, _worker, text) => (stream === "stdout" ? writeOut(`${text}\n`) : write(text)),
    lines: writeOut,
    onServing: serving.resolve,
    stopping: stopping.signal,
  });
  const failed = ended.then(({ problem }) => {
    if (problem !== undefined) throw new LandfallError(problem);
  });
  const { urls } = await Promise.race([serving.promise, failed.then(() => ({ urls: [] }))]);
  if (signals ?? isCalledByMain(callStack, main)) endWith(ended.then(({ exitCode }) => exitCode));
  if (!resolved.settings.quiet) for (const url of urls) write(`Listening on ${url}`);
  const close = async (): Promise<void> => {
    stopping.abort();
    await ended;
  };
  const [url = ""] = urls;
  const port = URL.canParse(url) ? Number(new URL(url).port) || undefined : undefined;
  return { url, port, close, [Symbol.asyncDispose]: close };
}

/** A file of this package, from its sources or as it was built. */
function ownFile(name: string): string {
  const manifest = findPackageJSON(import.meta.url) ?? import.meta.filename;
  const [folder, ending] = import.meta.filename.endsWith(".ts") ? ["src", "ts"] : ["dist", "js"];
  return join(dirname(manifest), folder, `${name}.${ending}`);
}

/** What `run()` does in a process of its own: settings, the app, the same layers and server as in a worker, a banner. */

import { chmodSync } from "node:fs";
import { type RunSettings, resolveRun } from "../../config/index.ts";
import {
  formatListenAddress,
  type ListenAddress,
  type Logger,
  systemClock,
  toMessage,
  toUrl,
} from "../../core/index.ts";
import { installWebGlobals } from "../../http/index.ts";
import { type LoadedApp, recogniseApp, startApp } from "../../serve/app/index.ts";
import { type RunningServer, resolveServer } from "../../serve/engines/index.ts";
import {
  type AccessLog,
  createAppLog,
  openAccessLog,
  planAccessLog,
} from "../../serve/observe/index.ts";
import { openStaticFolders, useAssets } from "../../serve/static/index.ts";
import { openServer } from "../../serve/worker/index.ts";
import { planShared } from "../index.ts";
import { describeStop } from "./describe-stop.ts";
import { findAddresses } from "./find-addresses.ts";
import { isCalledByMain, obeySignals, type ProcessPowers, thisProcess } from "./process-powers.ts";
import type { RunningApp, RunOptions } from "./running-app.ts";

/** Serves until `close()`; `callStack` says who called. */
export async function startRun(
  app: unknown,
  { signals, ...given }: RunOptions,
  callStack: string,
): Promise<RunningApp> {
  const powers = thisProcess();
  const resolved = resolveRun(given as Readonly<Record<string, unknown>>, powers.env);
  const { settings } = resolved;
  const logger = await openLog(settings, powers);
  const started = await start(app, await findAddresses(planShared(resolved), settings), {
    settings,
    powers,
    logger,
  });
  const isStoppable = signals ?? isCalledByMain(callStack, powers.main);
  if (isStoppable) obeySignals({ close: started.close, cut: () => started.server.close() });
  if (!settings.quiet) printBanner(started, isStoppable, powers);
  const [first] = started.server.addresses;
  return {
    url: first === undefined ? "" : toUrl(first),
    port: first?.kind === "tcp" ? first.port : undefined,
    close: started.close,
    [Symbol.asyncDispose]: started.close,
  };
}

interface RunPlace {
  readonly settings: Readonly<RunSettings>;
  readonly powers: ProcessPowers;
  readonly logger: Logger;
}

interface Started {
  readonly server: RunningServer;
  /** For the banner: what the app is, and what serves it. */
  readonly reason: string;
  close(): Promise<void>;
}

async function start(
  value: unknown,
  listeners: readonly ListenAddress[],
  { settings, powers, logger }: RunPlace,
): Promise<Started> {
  const { folder: cwd, main: file } = powers;
  const { shape, reason } = recogniseApp(value, { subject: "what run() was given", verb: "is" });
  const app = shape.adapt(value, { file });
  if (!settings.nativeResponse) installWebGlobals();
  const files = openStaticFolders(settings.static, { cwd, basePath: settings.basePath });
  if (files.first !== undefined) useAssets(files.first);
  const choice = await resolveServer({ ...settings, cwd, stripTypes: false, app });
  const addresses = listeners.map(formatListenAddress);
  await startApp(app, { worker: 0, generation: 1, addresses }, { file, cwd });
  const accessLog = openRequestLog(settings, cwd, logger);
  const onCompleted = accessLog?.onCompleted;
  const plan = { settings, app, choice, files, worker: 0, logger, onCompleted };
  const server = await openServer(plan, listeners);
  for (const address of server.addresses) limitAccess(address, settings.unixMode);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll({ app, server, accessLog, settings, logger }));
  return { server, reason: `${reason}; server ${choice.adapter.name} (${choice.reason})`, close };
}

/** A name that begins with `@` has no file. */
function limitAccess(address: ListenAddress, mode: number): void {
  if (address.kind === "unix" && !address.path.startsWith("@")) chmodSync(address.path, mode);
}

interface Opened extends Pick<RunPlace, "settings" | "logger"> {
  readonly app: LoadedApp;
  readonly server: RunningServer;
  readonly accessLog: AccessLog | undefined;
}

async function closeAll({ app, server, accessLog, settings, logger }: Opened): Promise<void> {
  const cancel = systemClock.after(settings.gracefulTimeout, () => void server.close());
  await server.drain();
  cancel();
  await server.close();
  try {
    await app.stop?.();
  } catch (error) {
    logger.error(`stop() failed: ${toMessage(error)}`);
  }
  await accessLog?.close();
}

function openLog(settings: Readonly<RunSettings>, { write }: ProcessPowers): Promise<Logger> {
  const { logFormat, logLevel, quiet } = settings;
  const isTooLoud = quiet && (logLevel === "debug" || logLevel === "info");
  const level = { logFormat, logLevel: isTooLoud ? ("warn" as const) : logLevel };
  return createAppLog(level, { facts: {}, prefix: "landfall: ", write });
}

/** Quiet is about the terminal: a file of requests is written all the same. */
function openRequestLog(
  settings: Readonly<RunSettings>,
  folder: string,
  { warn }: Logger,
): AccessLog | undefined {
  if (settings.quiet && planAccessLog(settings, folder).kind === "stdout") return undefined;
  const report = (text: string): void => warn(text);
  return openAccessLog(settings, {
    worker: 0,
    folder,
    clock: systemClock,
    report,
    pipe: standardOutput,
  });
}

const standardOutput = 1;

function printBanner(
  { server, reason }: Started,
  isStoppable: boolean,
  { write, platform, pid }: ProcessPowers,
): void {
  write(`Landfall serves in this process: ${reason}`);
  for (const address of server.addresses) write(`Listening on ${toUrl(address)}`);
  write(describeStop({ isStoppable, platform, pid }));
}

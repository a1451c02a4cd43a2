/** `landfall serve`: settings → sockets → master, and its control socket and signals around it. */

import { realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { LoadedConfig, Settings } from "../config/index.ts";
import { type Clock, type ListenAddress, type Logger, millis, toUrl } from "../core/index.ts";
import { planServer } from "../serve/engines/index.ts";
import {
  type ControlServer,
  type Generation,
  Master,
  type MasterEnd,
  openControlServer,
  type Policy,
  prepareControlFolder,
  resolveControlPath,
  type Surroundings,
  toControlPlace,
} from "../serve/supervisor/index.ts";
import { assertBindable, bindAll, type BoundSocket } from "../serve/sockets/index.ts";
import { planAddresses } from "./addresses.ts";
import { takeCommands } from "./commands.ts";
import { launchErrors } from "./errors.ts";
import { SettingsHistory } from "./settings-history.ts";
import { planWorkerCommand } from "./worker-command.ts";

/** What `serve` is given. */
export interface ServeCall extends Surroundings {
  /** The app as it was named; absent to look for one. */
  readonly app: string | undefined;
  readonly resolved: LoadedConfig;
  /** Reads every source of settings again, for a reload. */
  reread(): Promise<LoadedConfig>;
  /** The worker's entry file. */
  readonly workerMain: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes a line of a worker's output. */
  output(stream: "stdout" | "stderr", worker: number, text: string): void;
  /** Hears that every worker is ready. */
  onServing(banner: Banner): void;
}

/** What the banner tells. */
export interface Banner {
  /** As far as a master knows it: what `auto` picks is in the log of the first generation. */
  readonly server: string | undefined;
  readonly workers: number;
  readonly urls: readonly string[];
}

/** What is there before the first worker. */
interface Opened {
  readonly control: ControlServer;
  readonly sockets: readonly BoundSocket[];
  readonly server: string | undefined;
}

/** How long addresses that a dead master's workers still hold are waited for. */
const takeOverPatience = millis(3_000);

/** Serves until it is told to stop. */
export async function serve(call: ServeCall): Promise<MasterEnd> {
  if (process.platform === "win32") {
    throw launchErrors.fail.PLATFORM_UNSUPPORTED({ platform: "Windows" });
  }
  const server = await preflight(call);
  assertBindable();
  const control = await openControl(call);
  try {
    const sockets = await bind(call, planAddresses(call.resolved), control.tookOver);
    return await supervise(call, { control, sockets, server });
  } finally {
    control.close();
  }
}

/** What can be wrong before anything is opened, for `check` too; the server adapter as far as a master knows it. */
export function preflight({
  resolved,
  folder,
}: Pick<ServeCall, "resolved" | "folder">): Promise<string | undefined> {
  return planServer({ ...resolved.settings, cwd: realpathSync(folder) });
}

async function openControl(call: ServeCall): Promise<ControlServer> {
  const place = toControlPlace(call, call.resolved.settings.control);
  const path = resolveControlPath(place);
  prepareControlFolder(path, place);
  return openControlServer(path);
}

function bind(
  { clock, resolved }: ServeCall,
  addresses: readonly ListenAddress[],
  tookOver: boolean,
): Promise<readonly BoundSocket[]> {
  const patience = tookOver ? takeOverPatience : millis(0);
  return bindAll(addresses, { clock, unixMode: resolved.settings.unixMode, patience });
}

async function supervise(
  call: ServeCall,
  { control, sockets, server }: Opened,
): Promise<MasterEnd> {
  const { clock, logger, output, env, resolved, reread } = call;
  const history = new SettingsHistory({ first: resolved, reread, logger });
  const policy = toPolicy(call.resolved.settings);
  const prepare = async (generation: number) =>
    prepareGeneration({ ...call, resolved: await history.settingsOf(generation) });
  const master = new Master({ policy, sockets, clock, logger, prepare, output });
  const release = takeCommands(master, {
    control,
    clock,
    logger,
    env,
    keptOf: (generation) => history.keptOf(generation),
  });
  const urls = sockets.map(({ address }) => toUrl(address));
  void master.serving.then(() => call.onServing({ server, workers: policy.workers, urls }));
  try {
    return await master.run();
  } finally {
    release();
  }
}

function toPolicy(settings: Settings): Policy {
  const { workers, bootTimeout, gracefulTimeout, shutdownDelay } = settings;
  const count = workers === "auto" ? availableParallelism() : workers;
  return { workers: count, bootTimeout, gracefulTimeout, shutdownDelay };
}

/** What a generation is started with, from settings that are sound. */
export function prepareGeneration(
  call: Pick<ServeCall, "app" | "folder" | "resolved" | "workerMain">,
): Generation {
  const { app, resolved, workerMain } = call;
  const { env } = resolved;
  const folder = realpathSync(call.folder);
  const command = planWorkerCommand({
    node: process.execPath,
    nodeArguments: process.execArgv,
    main: workerMain,
    searchPath: env["PATH"] ?? "",
  });
  return {
    folder,
    settings: { ...resolved.settings, app },
    command: (id) => ({
      ...command,
      cwd: folder,
      env: { ...env, PWD: folder, LANDFALL_WORKER_ID: String(id) },
    }),
  };
}

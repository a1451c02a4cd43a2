/** `landfall serve`: settings → sockets → master, and its control socket and signals around it. */

import { randomInt } from "node:crypto";
import { realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { Resolved, Settings } from "../config/index.ts";
import { type Clock, type ListenAddress, type Logger, millis, toUrl } from "../core/index.ts";
import { planServer } from "../serve/engines/index.ts";
import { checkAccessLog, checkProfileFolder, planAccessLog } from "../serve/observe/index.ts";
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
  toPolicy,
} from "../serve/supervisor/index.ts";
import { assertStaticFolders } from "../serve/static/index.ts";
import { assertBindable, bindAll, type BoundSocket } from "../serve/sockets/index.ts";
import { planAddresses } from "./addresses.ts";
import { takeCommands } from "./commands.ts";
import { launchErrors } from "./errors.ts";
import { planWorkerCommand } from "./worker-command.ts";

/** What `serve` is given. */
export interface ServeCall extends Surroundings {
  /** The app as it was named; absent to look for one. */
  readonly app: string | undefined;
  readonly resolved: Resolved<Settings>;
  /** The worker's entry file. */
  readonly workerMain: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes a line of a worker's output. */
  output(stream: "stdout" | "stderr", worker: number, text: string): void;
  /** Takes whole lines that workers want on standard output as they are. */
  lines(block: Uint8Array): void;
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
  const { settings } = call.resolved;
  if (process.platform === "win32") {
    throw launchErrors.fail.PLATFORM_UNSUPPORTED({ platform: "Windows" });
  }
  const server = await planServer({ ...settings, cwd: realpathSync(call.folder) });
  assertStaticFolders(settings.static, realpathSync(call.folder));
  checkAccessLog(planAccessLog(settings, call.folder));
  if (settings.profile !== "") checkProfileFolder(resolve(call.folder, settings.profile));
  assertBindable();
  const control = await openControl(call);
  try {
    const sockets = await bind(call, planAddresses(call.resolved), control.tookOver);
    return await supervise(call, { control, sockets, server });
  } finally {
    control.close();
  }
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
  const { clock, logger, output, lines, env } = call;
  const policy = planPolicy(call.resolved.settings);
  const prepare = () => prepareGeneration(call);
  const master = new Master({ policy, sockets, clock, logger, prepare, output, lines });
  const release = takeCommands(master, { control, clock, logger, env });
  const urls = sockets.map(({ address }) => toUrl(address));
  void master.serving.then(() => call.onServing({ server, workers: policy.workers, urls }));
  try {
    return await master.run();
  } finally {
    release();
  }
}

function planPolicy(settings: Settings): Policy {
  const { workers, requestTimeout } = settings;
  const count = workers === "auto" ? availableParallelism() : workers;
  return toPolicy(settings, { workers: count, requestTimeout, seed: randomInt(2 ** 32) });
}

function prepareGeneration(call: ServeCall): Generation {
  const { app, env, resolved, workerMain } = call;
  const folder = realpathSync(call.folder);
  const command = planWorkerCommand({
    node: process.execPath,
    nodeArguments: process.execArgv,
    main: workerMain,
    searchPath: env["PATH"] ?? "",
  });
  const hasLinePipe = planAccessLog(resolved.settings, folder).kind === "stdout";
  return {
    folder,
    settings: { ...resolved.settings, app },
    command: (id) => ({
      ...command,
      hasLinePipe,
      cwd: folder,
      env: { ...env, PWD: folder, LANDFALL_WORKER_ID: String(id) },
    }),
  };
}

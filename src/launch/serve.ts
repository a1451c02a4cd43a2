/** `landfall serve`: settings → sockets → master, and its control socket and signals around it. */

import { randomInt } from "node:crypto";
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { LoadedConfig, Settings } from "../config/index.ts";
import {
  type Clock,
  type ListenTarget,
  type Logger,
  type MaintenanceState,
  type Millis,
  millis,
  toUrl,
} from "../core/index.ts";
import { assertMaintenancePage } from "../serve/guards/index.ts";
import { planServer } from "../serve/engines/index.ts";
import { readMachine } from "../serve/machine/index.ts";
import { checkAccessLog, checkProfileFolder, planAccessLog } from "../serve/observe/index.ts";
import { resolveIdentity } from "../serve/service/index.ts";
import {
  type ControlServer,
  type Generation,
  type KeptLines,
  Master,
  type MasterEnd,
  type Policy,
  type Surroundings,
  toPolicy,
} from "../serve/supervisor/index.ts";
import { assertStaticFolders } from "../serve/static/index.ts";
import { assertBindable, type BoundSocket, planHandover } from "../serve/sockets/index.ts";
import { planListening } from "./addresses.ts";
import { bindAdmin, createAdmin } from "./admin.ts";
import type { Banner } from "./banner.ts";
import { takeCommands } from "./commands.ts";
import { openControl } from "./control.ts";
import { resolveLogFile } from "./daemon.ts";
import { launchErrors } from "./errors.ts";
import { becomeUser, environmentOf } from "./identity.ts";
import { openSockets } from "./listening.ts";
import { keepLines } from "./log-keeping.ts";
import { type MachinePlan, planMachine } from "./machine.ts";
import { createMaintenance } from "./maintenance.ts";
import { type HeldPidFile, holdPidFile } from "./pid-file.ts";
import { createReporting } from "./reporting.ts";
import { SettingsHistory } from "./settings-history.ts";
import { confine, planWorkerCommand, planWorkerEnvironment } from "./worker-command.ts";

/** What `serve` is given. */
export interface ServeCall extends Surroundings {
  /** The app as it was named; absent to look for one. */
  readonly app: string | undefined;
  readonly resolved: LoadedConfig;
  /** Reads every source of settings again, for a reload. */
  reread(): Promise<LoadedConfig>;
  /** The worker's entry file. */
  readonly workerMain: string;
  /** Landfall's own. */
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The process that started this one to take its place in the background, if it did. */
  readonly standsFor?: number | undefined;
  /** Takes a line of a worker's output. */
  output(stream: "stdout" | "stderr", worker: number, text: string): void;
  /** Takes whole lines that workers want on standard output as they are. */
  lines(block: Uint8Array): void;
  /** Hears that every worker is ready. */
  onServing(banner: Banner): void;
  /** Hears that log files were renamed. */
  reopenLogs(): void;
}

interface KeepingCall extends ServeCall {
  readonly kept: KeptLines;
}

/** What is there before the first worker. */
interface Opened {
  readonly control: ControlServer;
  readonly sockets: readonly BoundSocket[];
  /** Of the admin address. */
  readonly adminSockets: readonly BoundSocket[];
  readonly server: string | undefined;
  readonly machine: MachinePlan;
  readonly pidFile: HeldPidFile;
}

/** How long addresses that a dead master's workers still hold are waited for. */
export const takeOverPatience: Millis = millis(3_000);

/** Serves until it is told to stop. */
export async function serve(given: ServeCall): Promise<MasterEnd> {
  const call: KeepingCall = { ...given, ...keepLines(given) };
  const { settings } = call.resolved;
  if (process.platform === "win32") {
    throw launchErrors.fail.PLATFORM_UNSUPPORTED({ platform: "Windows" });
  }
  if (settings.umask !== "inherit") process.umask(settings.umask);
  const targets = planTargets(call);
  const facts = readMachine();
  const machine = planMachine({ ...call, settings, facts, nodeArguments: process.execArgv });
  const server = await preflight(call);
  assertBindable();
  const control = await openControl(call, settings.control);
  try {
    const settled = await settle(call, { targets, control });
    return await supervise(call, { ...settled, control, server, machine });
  } finally {
    control.close();
  }
}

/** What can be wrong before anything is opened, for `check` too; the server adapter as far as a master knows it. */
export async function preflight(
  call: Pick<ServeCall, "resolved" | "folder">,
): Promise<string | undefined> {
  const { settings } = call.resolved;
  const folder = realpathSync(call.folder);
  const server = await planServer({ ...settings, cwd: folder });
  assertStaticFolders(settings.static, folder);
  assertMaintenancePage(settings.maintenancePage, folder);
  checkAccessLog(planAccessLog(settings, folder));
  if (settings.profile !== "") checkProfileFolder(resolve(folder, settings.profile));
  return server;
}

/** What to listen on, also what was handed over. */
export function planTargets({
  resolved,
  env,
  standsFor,
  logger,
}: Pick<ServeCall, "resolved" | "env" | "standsFor" | "logger">): readonly ListenTarget[] {
  const handover = planHandover({ env, pid: process.pid, standsFor });
  const { targets, warning } = planListening(resolved, handover);
  if (warning !== undefined) logger.warn(warning);
  return targets;
}

/** Opens the sockets and gives up what is needed for nothing else; leaves no socket behind if that fails. */
async function settle(
  call: ServeCall,
  { targets, control }: { targets: readonly ListenTarget[]; control: ControlServer },
): Promise<Pick<Opened, "sockets" | "adminSockets" | "pidFile">> {
  const { clock, resolved } = call;
  const { settings } = resolved;
  const identity = resolveIdentity(settings);
  const patience = control.tookOver ? takeOverPatience : millis(0);
  const sockets = await openSockets(targets, { settings, clock, patience });
  const made = [...sockets];
  try {
    const adminSockets = await bindAdmin({ settings, clock, patience, beside: sockets });
    made.push(...adminSockets);
    const logFile = resolveLogFile(call, settings);
    if (identity !== undefined)
      becomeUser(identity, { sockets: made, controlPath: control.path, logFile });
    return { sockets, adminSockets, pidFile: holdPidFile(call, settings.pidFile) };
  } catch (error) {
    for (const socket of made) socket.close();
    throw error;
  }
}

async function supervise(
  call: KeepingCall,
  { control, sockets, adminSockets, server, machine, pidFile }: Opened,
): Promise<MasterEnd> {
  const { clock, logger, output, lines, env, folder, resolved, reread } = call;
  const history = new SettingsHistory({ first: resolved, reread, logger });
  const policy = planPolicy(resolved.settings, machine);
  const prepare = async (generation: number) =>
    prepareGeneration({ ...call, resolved: await history.settingsOf(generation) }, machine);
  const urls = sockets.map(({ address }) => toUrl(address));
  const status = () => master.status();
  const reporting = createReporting({ env, clock, logger, urls, status });
  const admin = createAdmin({ ...call, sockets, adminSockets, status });
  const tell = (state: MaintenanceState) => master.tellMaintenance(state);
  const { maintenanceFile: file } = resolved.settings;
  const maintenance = createMaintenance({
    file,
    folder,
    controlPath: control.path,
    clock,
    logger,
    tell,
  });
  const plan = { policy, sockets, clock, logger, prepare, output, lines };
  const hearers = { phaseChanged: reporting.phase, watcher: admin.watcher };
  const master = new Master({ ...plan, ...hearers, maintenance: () => maintenance.state() });
  const touched = resolved.settings.touchReload.map((path) => resolve(folder, path));
  const reopenLogs = () => {
    call.reopenLogs();
    master.reopenLogs();
    logger.info("log files are opened again");
  };
  const keptOf = (generation: number) => history.keptOf(generation);
  const { kept } = call;
  const service = { control, kept, maintenance };
  const sources = { service, clock, logger, env, touched, reopenLogs, keptOf };
  const release = takeCommands(master, sources);
  void master.serving.then(() => {
    for (const note of machine.notes) logger.info(note);
    pidFile.create();
    const owners = sockets.flatMap(({ worker }) => (worker === undefined ? [] : [worker]));
    const owned = owners.length === 0 ? {} : { owners };
    call.onServing({ server, workers: policy.workers, urls, ...owned });
  });
  try {
    await admin.start();
    return await master.run();
  } finally {
    release();
    admin.close();
    await reporting.close();
    pidFile.remove();
  }
}

function planPolicy(settings: Settings, { workers }: MachinePlan): Policy {
  const { requestTimeout } = settings;
  return toPolicy(settings, { workers, requestTimeout, seed: randomInt(2 ** 32) });
}

/** What a generation is started with, from settings that are sound. */
export function prepareGeneration(
  call: Pick<ServeCall, "app" | "folder" | "resolved" | "workerMain">,
  machine: Pick<MachinePlan, "nodeArguments" | "confine">,
): Generation {
  const { app, resolved, workerMain } = call;
  const { env, environment } = resolved;
  const folder = realpathSync(call.folder);
  const account = resolved.settings.user === "" ? {} : environmentOf();
  const command = planWorkerCommand({
    node: process.execPath,
    nodeArguments: machine.nodeArguments,
    main: workerMain,
    searchPath: env["PATH"] ?? "",
  });
  const hasLinePipe = planAccessLog(resolved.settings, folder).kind === "stdout";
  return {
    folder,
    settings: { ...resolved.settings, app },
    command: (id) => ({
      ...confine(command, machine.confine(id)),
      hasLinePipe,
      cwd: folder,
      env: planWorkerEnvironment(env, { folder, id, account, environment }),
    }),
  };
}

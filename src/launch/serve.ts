/** `landfall serve`: settings → sockets → master, and its control socket and signals around it. */

import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { ListenTarget, Millis } from "../core/index.ts";
import { millis } from "../core/index.ts";
import { assertMaintenancePage } from "../serve/guards/index.ts";
import { planServer } from "../serve/engines/index.ts";
import { readMachine } from "../serve/machine/index.ts";
import { checkAccessLog, checkProfileFolder, planAccessLog } from "../serve/observe/index.ts";
import { resolveIdentity } from "../serve/service/index.ts";
import { assertStaticFolders } from "../serve/static/index.ts";
import { assertBindable, planHandover } from "../serve/sockets/index.ts";
import type { StemLink } from "../serve/succession/index.ts";
import {
  type ControlServer,
  type MasterEnd,
  prepareControlServer,
} from "../serve/supervisor/index.ts";
import { planListening } from "./addresses.ts";
import { bindAdmin } from "./admin.ts";
import { openControl } from "./control.ts";
import { resolveLogFile } from "./daemon.ts";
import { launchErrors } from "./errors.ts";
import { becomeUser } from "./identity.ts";
import { inheritSettings, inheritSockets } from "./inheritance.ts";
import { openSockets } from "./listening.ts";
import { keepLines } from "./log-keeping.ts";
import { planMachine } from "./machine.ts";
import { holdPidFile } from "./pid-file.ts";
import type { ServeCall } from "./serve-call.ts";
import { type KeepingCall, type Opened, supervise } from "./supervise.ts";

/** How long addresses that a dead master's workers still hold are waited for. */
export const takeOverPatience: Millis = millis(3_000);

/** Serves until it is told to stop. */
export async function serve(given: ServeCall): Promise<MasterEnd> {
  const call: KeepingCall = { ...given, ...keepLines(given) };
  if (process.platform === "win32") {
    throw launchErrors.fail.PLATFORM_UNSUPPORTED({ platform: "Windows" });
  }
  return call.link === undefined ? found(call) : succeed(call, call.link);
}

/** The process that is started: it opens everything itself. */
async function found(call: KeepingCall): Promise<MasterEnd> {
  const { settings } = call.resolved;
  const targets = planTargets(call);
  const prepared = await prepare(call, settings.workers);
  const control = await openControl(call, settings.control);
  try {
    const settled = await settle(call, { targets, control });
    return await supervise(call, { ...prepared, ...settled, place: { kind: "founder", control } });
  } finally {
    control.close();
  }
}

/** A successor of its master: it is given everything, and takes the control socket once it serves. */
async function succeed(own: KeepingCall, link: StemLink): Promise<MasterEnd> {
  const { offer } = link;
  const resolved = inheritSettings(own.resolved, offer, own.logger);
  const call = { ...own, resolved };
  const prepared = await prepare(call, offer.workers ?? resolved.settings.workers);
  const sockets = inheritSockets(offer);
  const control = await prepareControlServer(offer.control);
  try {
    const place = { kind: "successor", control, link } as const;
    const made = { sockets, adminSockets: [], pidFile: holdPidFile(call, "") };
    return await supervise(call, { ...prepared, ...made, place });
  } finally {
    control.close();
  }
}

/** Everything that can be found wrong before anything is opened. */
async function prepare(
  call: ServeCall,
  workers: number | "auto",
): Promise<Pick<Opened, "machine" | "server">> {
  const settings = { ...call.resolved.settings, workers };
  if (settings.umask !== "inherit") process.umask(settings.umask);
  const facts = readMachine();
  const machine = planMachine({ ...call, settings, facts, nodeArguments: process.execArgv });
  const server = await preflight(call);
  assertBindable();
  return { machine, server };
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

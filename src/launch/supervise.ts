/** The master with everything around it: who commands it, who hears of it, who comes after it. */

import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import type { Settings } from "../config/index.ts";
import { type MaintenanceState, toUrl } from "../core/index.ts";
import type { BoundSocket } from "../serve/sockets/index.ts";
import type { StemLink } from "../serve/succession/index.ts";
import {
  type ControlServer,
  forwardControl,
  type KeptLines,
  Master,
  type MasterEnd,
  type MasterPlan,
  type Policy,
  type PreparedControl,
  toPolicy,
} from "../serve/supervisor/index.ts";
import { createAdmin } from "./admin.ts";
import type { Banner } from "./banner.ts";
import { passCommands, takeCommands } from "./commands.ts";
import { createFounder } from "./founder.ts";
import { prepareGeneration } from "./generation.ts";
import type { MachinePlan } from "./machine.ts";
import { createMaintenance, type Maintenance } from "./maintenance.ts";
import type { HeldPidFile } from "./pid-file.ts";
import { createReporting } from "./reporting.ts";
import type { ServeCall } from "./serve-call.ts";
import { SettingsHistory } from "./settings-history.ts";
import type { Reign, Succession } from "./succession.ts";
import { createSuccessor } from "./successor.ts";

/** The call of a master that keeps the last lines of its log. */
export interface KeepingCall extends ServeCall {
  readonly kept: KeptLines;
}

/** What is there before the first worker. */
export interface Opened {
  readonly sockets: readonly BoundSocket[];
  /** Of the admin address. */
  readonly adminSockets: readonly BoundSocket[];
  readonly server: string | undefined;
  readonly machine: MachinePlan;
  readonly pidFile: HeldPidFile;
  readonly place: Place;
}

/** Where a process stands among masters, and its control socket. */
export type Place =
  | { readonly kind: "founder"; readonly control: ControlServer }
  | { readonly kind: "successor"; readonly control: PreparedControl; readonly link: StemLink };

/** Resolves when this process is to end. */
export async function supervise(call: KeepingCall, opened: Opened): Promise<MasterEnd> {
  const { clock, logger, env, folder, resolved, reread, onServing } = call;
  const { sockets, server, machine, pidFile, place } = opened;
  const { control } = place;
  const history = new SettingsHistory({ first: resolved, reread, logger });
  const policy = planPolicy(resolved.settings, machine);
  const prepare = async (generation: number) =>
    prepareGeneration({ ...call, resolved: await history.settingsOf(generation) }, machine);
  const urls = sockets.map(({ address }) => toUrl(address));
  const status = () => master.status();
  const pid = place.kind === "founder" ? process.pid : place.link.offer.stem;
  const reporting = createReporting({ env, pid, clock, logger, urls, status });
  const reopenLogs = () => {
    call.reopenLogs();
    master.reopenLogs();
    logger.info("log files are opened again");
  };
  let release = (): void => {};
  const yieldPlace = () => giveWay({ control, logger, reporting, master });
  const reign: Reign = { logger, reporting, status, yield: yieldPlace };
  const succession = createSuccession(call, opened, {
    reign,
    workers: policy.workers,
    passSignals: (forward) => {
      release();
      release = passCommands({ clock, logger, env, reopenLogs }, forward);
    },
  });
  const phaseChanged: MasterPlan["phaseChanged"] = (phase) => {
    if (!succession.isMuted()) reporting.phase(phase);
  };
  const admin = createAdmin({ ...call, sockets, adminSockets: opened.adminSockets, status });
  const maintenance = openMaintenance(call, control.path, (state) => master.tellMaintenance(state));
  const hearers = { phaseChanged, watcher: admin.watcher, maintenance: () => maintenance.state() };
  const plan = { policy, prepare, ...hearers, sockets: succession.sockets };
  const master: Master = new Master({ ...call, ...plan });
  const touched = resolved.settings.touchReload.map((path) => resolve(folder, path));
  const keptOf = (generation: number) => history.keptOf(generation);
  const service = { control, kept: call.kept, maintenance, succession };
  release = takeCommands(master, { ...call, service, touched, reopenLogs, keptOf });
  void master.serving.then(async () => {
    for (const note of machine.notes) logger.info(note);
    await succession.takeOver();
    pidFile.create();
    onServing({ server, workers: policy.workers, urls, ...ownersOf(sockets) });
  });
  try {
    await admin.start();
    return await succession.follow(master.run());
  } finally {
    release();
    admin.close();
    await reporting.close();
    pidFile.remove();
  }
}

function openMaintenance(
  { clock, logger, folder, resolved }: ServeCall,
  controlPath: string,
  tell: (state: MaintenanceState) => Promise<readonly number[]>,
): Maintenance {
  const file = resolved.settings.maintenanceFile;
  return createMaintenance({ file, folder, controlPath, clock, logger, tell });
}

function ownersOf(sockets: readonly BoundSocket[]): Pick<Banner, "owners"> {
  const owners = sockets.flatMap(({ worker }) => (worker === undefined ? [] : [worker]));
  return owners.length === 0 ? {} : { owners };
}

interface Yielding extends Pick<Reign, "logger" | "reporting"> {
  readonly control: ControlServer;
  readonly master: Master;
}

/** Another one is the master. */
function giveWay({ control, logger, reporting, master }: Yielding): void {
  control.serve(forwardControl(control.path));
  void reporting.close();
  logger.info(`process ${process.pid} is replaced, its workers finish`);
  master.stop({ now: false });
}

/** What a succession is made of beside the call. */
interface Ties {
  readonly reign: Reign;
  readonly workers: number;
  passSignals(forward: (name: NodeJS.Signals) => void): void;
}

function createSuccession(
  { clock, resolved, invocation }: ServeCall,
  { place, sockets }: Opened,
  { reign, ...ties }: Ties,
): Succession {
  if (place.kind === "successor") return createSuccessor(reign, { ...place, ...ties, sockets });
  const { settings } = resolved;
  const control = place.control.path;
  return createFounder(reign, { ...ties, clock, sockets, control, settings, invocation });
}

function planPolicy(settings: Settings, { workers }: MachinePlan): Policy {
  const { requestTimeout } = settings;
  return toPolicy(settings, { workers, requestTimeout, seed: randomInt(2 ** 32) });
}

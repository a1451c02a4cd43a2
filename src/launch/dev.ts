/** `landfall dev`: the master of `serve` with one worker that is started anew when a file changes. */

import { randomInt } from "node:crypto";
import { realpathSync } from "node:fs";
import { relative } from "node:path";
import type { LoadedConfig } from "../config/index.ts";
import { type Problem, toUrl } from "../core/index.ts";
import { type DevelopmentOrders, Watcher } from "../serve/dev/index.ts";
import { readMachine } from "../serve/machine/index.ts";
import { assertBindable, type BoundSocket } from "../serve/sockets/index.ts";
import { type Generation, Master, type MasterEnd, toPolicy } from "../serve/supervisor/index.ts";
import { takeCommands } from "./commands.ts";
import { toDevelopment } from "./dev-settings.ts";
import { prepareGeneration } from "./generation.ts";
import { openSockets } from "./listening.ts";
import { type MachinePlan, planMachine } from "./machine.ts";
import { planTargets, preflight, takeOverPatience } from "./serve.ts";
import type { ServeCall } from "./serve-call.ts";
import { SettingsHistory } from "./settings-history.ts";

/** What `dev` is given: what `serve` is, without what makes a service. */
export interface DevCall extends Omit<
  ServeCall,
  "standsFor" | "link" | "invocation" | "reopenLogs" | "version"
> {
  /** Stops gracefully when it fires. */
  readonly stopping?: AbortSignal;
}

/** What is there before the first worker. */
interface Opened {
  readonly sockets: readonly BoundSocket[];
  readonly server: string | undefined;
  readonly machine: MachinePlan;
}

/** Serves until it is told to stop, whatever becomes of the app meanwhile. */
export async function dev(given: DevCall): Promise<MasterEnd> {
  const reread = async () => toDevelopment(await given.reread());
  const call = { ...given, resolved: toDevelopment(given.resolved), reread };
  const { settings } = call.resolved;
  const targets = planTargets(call);
  const facts = readMachine();
  const machine = planMachine({ ...call, settings, facts, nodeArguments: process.execArgv });
  const server = await preflight(call);
  assertBindable();
  const { clock } = call;
  const sockets = await openSockets(targets, { settings, clock, patience: takeOverPatience });
  return supervise(call, { sockets, server, machine });
}

async function supervise(call: DevCall, opened: Opened): Promise<MasterEnd> {
  const { clock, logger, output, lines, env, resolved } = call;
  const { sockets, server, machine } = opened;
  const watcher = createWatcher(call, (files) => {
    logger.info(`${describeFiles(files, call)} changed`);
    void master.reload({ waitDrained: false });
  });
  let newest = 0;
  const prepare = createPreparation(call, { machine, watcher });
  const master = new Master({
    sockets,
    clock,
    logger,
    output,
    lines,
    policy: planPolicy(resolved),
    prepare: (generation, failure) => {
      newest = generation;
      return prepare(generation, failure);
    },
    // What a worker that leaves still loads is of no interest.
    loaded: (files, generation) => generation >= newest && watcher?.add(files),
  });
  const release = takeCommands(master, {
    clock,
    logger,
    env,
    touched: [],
    reopenLogs: () => {},
    keptOf: () => [],
  });
  call.stopping?.addEventListener("abort", () => master.stop({ now: false }), { once: true });
  const urls = sockets.map(({ address }) => toUrl(address));
  void master.serving.then(() => call.onServing({ server, workers: 1, urls }));
  try {
    return await master.run();
  } finally {
    release();
    watcher?.[Symbol.dispose]();
  }
}

function planPolicy({ settings }: LoadedConfig) {
  const { requestTimeout, untilSuccess } = settings;
  const policy = toPolicy(settings, { workers: 1, requestTimeout, seed: randomInt(2 ** 32) });
  return { ...policy, inPlace: true, untilSuccess };
}

function createWatcher(
  call: DevCall,
  onChange: (files: readonly string[]) => void,
): Watcher | undefined {
  const { clock, logger, resolved } = call;
  const { settings, sources } = resolved;
  if (!settings.reload) return undefined;
  const plan = { globs: settings.watch, interval: settings.watchInterval, clock, onChange };
  const warn = (message: string): void => logger.warn(message);
  const watcher = new Watcher({ ...plan, folder: realpathSync(call.folder), warn }).start();
  watcher.addPaths(sources);
  return watcher;
}

type Prepare = (generation: number, failure?: Problem) => Promise<Generation>;

/** A worker that stands in is started with the last settings that were sound. */
function createPreparation(
  call: DevCall,
  { machine, watcher }: Pick<Opened, "machine"> & { readonly watcher: Watcher | undefined },
): Prepare {
  const history = new SettingsHistory({ ...call, first: call.resolved });
  let sound = call.resolved;
  return async (generation, failure) => {
    if (failure === undefined) sound = await history.settingsOf(generation);
    watcher?.addPaths(sound.sources);
    const { errorPage, live, reloadHook } = sound.settings;
    const development: DevelopmentOrders = { errorPage, live, reloadHook, failure };
    const prepared = prepareGeneration({ ...call, resolved: sound }, machine);
    // A script can be added to what is not compressed only.
    const compress = sound.settings.compress && !live;
    return { ...prepared, settings: { ...prepared.settings, compress, development } };
  };
}

const mostNames = 3;

function describeFiles(files: readonly string[], { folder }: DevCall): string {
  const root = realpathSync(folder);
  const names = files.slice(0, mostNames).map((file) => relative(root, file));
  const others = files.length - names.length;
  return names.join(", ") + (others > 0 ? ` and ${others} more` : "");
}

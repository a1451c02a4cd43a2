/** What a worker loads before anything is started or opened: `check` stops here, `boot` goes on. */

import { type Logger, type Millis, millis, type Problem, systemClock } from "../../core/index.ts";
import { installWebGlobals } from "../../http/index.ts";
import { type AppSettings, ListenCapture, type LoadedApp, loadApp } from "../app/index.ts";
import type { InheritedSocket, WorkerAssignment } from "../channel/index.ts";
import {
  type DevelopmentOrders,
  toFailureApp,
  trackLoadedFiles,
  type TrackedFile,
} from "../dev/index.ts";
import {
  type EngineSettings,
  resolveServer,
  type ServerChoice,
  type ServerRequest,
} from "../engines/index.ts";
import type { MaintenanceSettings } from "../guards/index.ts";
import {
  openStaticFolders,
  type StaticFolders,
  type StaticSettings,
  useAssets,
} from "../static/index.ts";
import { AppSignals } from "./app-signals.ts";
import { type DevelopmentPlace, toErrorPagePlace } from "./development.ts";
import { loadReloadHook, type ReloadHook } from "./reload-hook.ts";

/** What the rooms in a worker obey, and the app as it was named; absent to look for one. */
interface WorkerSettings extends AppSettings, EngineSettings, StaticSettings, MaintenanceSettings {
  readonly app?: string | undefined;
  /** In development. */
  readonly development?: DevelopmentOrders;
  /** How long the master waits for a drain. */
  readonly gracefulTimeout: Millis;
}

/** What loading needs of the process. */
export interface LoadPlace extends DevelopmentPlace {
  readonly logger: Logger;
  /** In development: hears of every file that the app consists of. */
  readonly onLoaded?: ((files: readonly TrackedFile[]) => void) | undefined;
}

/** Everything that a worker serves with. */
export interface Loaded {
  readonly settings: WorkerSettings;
  readonly app: LoadedApp;
  readonly choice: ServerChoice;
  readonly files: StaticFolders;
  readonly signals: AppSignals;
  /** In development: what is called when the worker leaves. */
  readonly hook?: ReloadHook | undefined;
  /** What the app was taken for, and the server adapter that calls it, for the log. */
  readonly description: string;
  /** The app's entry. */
  readonly file: string;
}

/** Loads app, folders and server adapter; whatever it throws is the reason why the worker could not start. */
export async function load(assignment: WorkerAssignment, place: LoadPlace): Promise<Loaded> {
  // The master has validated them; a worker believes its own master.
  const settings = assignment.settings as unknown as WorkerSettings;
  const { development } = settings;
  if (development?.failure !== undefined) return loadFailure(settings, development.failure, place);
  const tracked = development && place.onLoaded && trackLoadedFiles(place.onLoaded);
  try {
    return await loadAll(settings, assignment, place);
  } finally {
    tracked?.flush();
  }
}

async function loadAll(
  settings: WorkerSettings,
  assignment: WorkerAssignment,
  place: LoadPlace,
): Promise<Loaded> {
  const { app, stripTypes, nativeResponse, development } = settings;
  const cwd = place.folder;
  if (!nativeResponse) installWebGlobals();
  const capture = captureListening(assignment.sockets, place);
  const signals = new AppSignals(systemClock).install();
  const files = openStaticFolders(settings.static, {
    cwd,
    basePath: settings.basePath,
    ...(development && { interval: millis(0) }),
  });
  if (files.first !== undefined) useAssets(files.first);
  const loaded = await loadApp({ specifier: app, cwd, stripTypes, capture });
  const choice = await resolveServer({ ...settings, cwd, app: loaded.app });
  const description = `${loaded.reason}; server ${choice.adapter.name} (${choice.reason})`;
  const specifier = development?.reloadHook ?? "";
  const hook = await loadReloadHook({ specifier, cwd, stripTypes });
  const { app: served, file } = loaded;
  return { settings, app: served, choice, files, signals, description, file, hook };
}

/** Nothing of the app, and nothing that the app's settings could break. */
async function loadFailure(
  settings: WorkerSettings,
  failure: Problem,
  place: LoadPlace,
): Promise<Loaded> {
  const cwd = place.folder;
  const page = settings.development && toErrorPagePlace(settings.development, place);
  const app: LoadedApp = toFailureApp(failure, page);
  const plain: ServerRequest = { server: "auto", serverOption: [], stripTypes: false, cwd, app };
  const choice = await resolveServer(plain);
  const files = { asked: [], first: undefined };
  const signals = new AppSignals(systemClock).install();
  return { settings, app, choice, files, signals, description: "the error is shown", file: "" };
}

/** For a module that listens by itself; stays until the worker leaves, as that may happen late. */
function captureListening(
  [first]: readonly InheritedSocket[],
  { logger }: LoadPlace,
): ListenCapture | undefined {
  if (first === undefined) return undefined;
  const report = (text: string) => logger.warn(text);
  return new ListenCapture({ address: first.address, clock: systemClock, report }).install();
}

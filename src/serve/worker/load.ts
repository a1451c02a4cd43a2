/** What a worker loads before anything is started or opened: `check` stops here, `boot` goes on. */

import { type Logger, type Millis, systemClock } from "../../core/index.ts";
import { installWebGlobals } from "../../http/index.ts";
import { type AppSettings, ListenCapture, type LoadedApp, loadApp } from "../app/index.ts";
import type { InheritedSocket, WorkerAssignment } from "../channel/index.ts";
import { type EngineSettings, resolveServer, type ServerChoice } from "../engines/index.ts";
import type { MaintenanceSettings } from "../guards/index.ts";
import {
  openStaticFolders,
  type StaticFolders,
  type StaticSettings,
  useAssets,
} from "../static/index.ts";
import { AppSignals } from "./app-signals.ts";

/** What the rooms in a worker obey, and the app as it was named; absent to look for one. */
interface WorkerSettings extends AppSettings, EngineSettings, StaticSettings, MaintenanceSettings {
  readonly app?: string | undefined;
  /** How long the master waits for a drain. */
  readonly gracefulTimeout: Millis;
}

/** What loading needs of the process. */
export interface LoadPlace {
  readonly folder: string;
  readonly logger: Logger;
}

/** Everything that a worker serves with. */
export interface Loaded {
  readonly settings: WorkerSettings;
  readonly app: LoadedApp;
  readonly choice: ServerChoice;
  readonly files: StaticFolders;
  readonly signals: AppSignals;
  /** What the app was taken for, and the server adapter that calls it, for the log. */
  readonly description: string;
  /** The app's entry. */
  readonly file: string;
}

/** Loads app, folders and server adapter; whatever it throws is the reason why the worker could not start. */
export async function load(assignment: WorkerAssignment, place: LoadPlace): Promise<Loaded> {
  // The master has validated them; a worker believes its own master.
  const settings = assignment.settings as unknown as WorkerSettings;
  const { app, stripTypes, nativeResponse } = settings;
  const cwd = place.folder;
  if (!nativeResponse) installWebGlobals();
  const capture = captureListening(assignment.sockets, place);
  const signals = new AppSignals(systemClock).install();
  const files = openStaticFolders(settings.static, { cwd, basePath: settings.basePath });
  if (files.first !== undefined) useAssets(files.first);
  const loaded = await loadApp({ specifier: app, cwd, stripTypes, capture });
  const choice = await resolveServer({ ...settings, cwd, app: loaded.app });
  const description = `${loaded.reason}; server ${choice.adapter.name} (${choice.reason})`;
  return { settings, app: loaded.app, choice, files, signals, description, file: loaded.file };
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

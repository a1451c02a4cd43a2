/** Every setting there is: gathered from the rooms that obey them, never declared here. */

import { millis } from "../core/index.ts";
import type { AnyOption, OptionTable } from "../core/options.ts";
import { type AppSettings, appOptions } from "../serve/app/options.ts";
import { type DevSettings, devOptions } from "../serve/dev/options.ts";
import { type EngineSettings, engineOptions } from "../serve/engines/options.ts";
import { type MaintenanceSettings, maintenanceOptions } from "../serve/guards/options.ts";
import { type MachineSettings, machineOptions } from "../serve/machine/options.ts";
import { type ObserveSettings, observeOptions } from "../serve/observe/options.ts";
import { type ServiceSettings, serviceOptions } from "../serve/service/options.ts";
import { type StaticSettings, staticOptions } from "../serve/static/options.ts";
import { type SupervisorSettings, supervisorOptions } from "../serve/supervisor/options.ts";

/** The settings of `serve`. */
export interface Settings
  extends
    SupervisorSettings,
    ServiceSettings,
    MachineSettings,
    EngineSettings,
    AppSettings,
    ObserveSettings,
    StaticSettings,
    MaintenanceSettings,
    DevSettings {}

/** Their declarations, in the order that help shows them. */
export const settingsTable: OptionTable<Settings> = {
  ...supervisorOptions,
  ...serviceOptions,
  ...machineOptions,
  ...engineOptions,
  ...appOptions,
  ...staticOptions,
  ...maintenanceOptions,
  ...observeOptions,
  ...devOptions,
};

/** What only `landfall dev` obeys. */
export const devTable: OptionTable<DevSettings> = devOptions;

/** What `run()` can be told: it is one process, so what supervises workers or makes a service means nothing to it. */
export interface RunSettings
  extends
    Pick<
      SupervisorSettings,
      "host" | "port" | "unix" | "unixMode" | "listen" | "gracefulTimeout" | "quiet"
    >,
    EngineSettings,
    StaticSettings,
    Pick<ObserveSettings, LogKey> {}

type LogKey =
  | "accessLog"
  | "accessLogFile"
  | "accessLogSample"
  | "accessLogExclude"
  | "logLevel"
  | "logFormat";

const { accessLog, accessLogFile, accessLogSample, accessLogExclude } = observeOptions;
const { logLevel, logFormat } = observeOptions;
const { host, port, unix, unixMode, listen, gracefulTimeout, quiet } = supervisorOptions;

/** Their declarations: those of `serve`, but a library changes no globals unasked, and nobody serves on when it closes. */
export const runTable: OptionTable<RunSettings> = {
  host,
  port,
  unix,
  unixMode,
  listen,
  gracefulTimeout,
  quiet,
  ...engineOptions,
  nativeResponse: { ...engineOptions.nativeResponse, default: true },
  lingerTimeout: { ...engineOptions.lingerTimeout, default: millis(0) },
  ...staticOptions,
  accessLog,
  accessLogFile,
  accessLogSample,
  accessLogExclude,
  logLevel,
  logFormat,
};

/** The same by the room that obeys them, for the reference. */
export const optionRooms: Readonly<Record<string, Readonly<Record<string, AnyOption>>>> = {
  Supervision: supervisorOptions,
  "As a service": serviceOptions,
  "The machine": machineOptions,
  "Server and requests": engineOptions,
  "The app": appOptions,
  "Static files": staticOptions,
  Maintenance: maintenanceOptions,
  "Logs, metrics and profiles": observeOptions,
  Development: devOptions,
};

/**
 * What the master itself obeys, from its start to its end: a reload reports such a value and keeps the old one. All
 * others reach the workers, and so change with the next generation.
 */
export const fixedSettings: readonly (keyof Settings)[] = [
  ...keysOf(supervisorOptions),
  ...keysOf(serviceOptions),
  ...keysOf(machineOptions),
  ...keysOf(devOptions),
  "maintenanceFile",
  "logLevel",
  "logFormat",
  "adminListen",
];

/** Names that are gone for good, with what to do instead; never reused for another meaning. */
export const retiredSettings: Readonly<Record<string, string>> = {};

/** Variables that Landfall itself sets for its own processes; a command that a worker starts inherits the first. */
export const internalVariables: readonly string[] = [
  "LANDFALL_WORKER_ID",
  "LANDFALL_DETACHED",
  "LANDFALL_SUCCEEDS",
];

function keysOf<Known>(table: OptionTable<Known>): readonly (keyof Known)[] {
  return Object.keys(table) as (keyof Known)[];
}

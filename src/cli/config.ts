/** How commands come to their settings. */

import {
  bootOptions,
  type BootSettings,
  type ConfigCall,
  devTable,
  loadConfig,
  type LoadedConfig,
  type OptionTable,
  runTable,
  type Settings,
  settingsTable,
} from "../config/index.ts";
import type { Call, Command } from "./commands/contract.ts";

const { app: _, ...bootFlags } = bootOptions;

/** Which files to read: for every command that reads any. */
export const sourceTable: OptionTable<Omit<BootSettings, "app">> = bootFlags;

/** Every setting, and which files to read. */
export const everySetting: OptionTable<Settings & Omit<BootSettings, "app">> = {
  ...settingsTable,
  ...sourceTable,
};

/** The settings of production: all but those of development. */
export const productionSettings: Command["settings"] = omit(everySetting, Object.keys(devTable));

/** The settings of development: all but those of a service and of several workers; `workers` is there to be refused. */
export const developmentSettings: Command["settings"] = {
  ...pick(everySetting, ["workers", "bootTimeout", "stripTypes", ...Object.keys(devTable)]),
  ...pick(everySetting, [...Object.keys(runTable), ...Object.keys(sourceTable)]),
};

/** What the sources are, for a command that is called like this. */
export function toConfigCall({ flags, folder, env, configMain }: Call): ConfigCall {
  return { flags, folder, env, configMain };
}

/** Everything that says a setting; `app` is the app as the command line names it. */
export function loadCallConfig(
  call: Call,
  app?: string,
  environment = "production",
): Promise<LoadedConfig> {
  return loadConfig({ ...toConfigCall(call), app, environment });
}

function pick<Table extends object>(table: Table, keys: readonly string[]): Partial<Table> {
  const entries = Object.entries(table).filter(([key]) => keys.includes(key));
  return Object.fromEntries(entries) as Partial<Table>;
}

function omit<Table extends object>(table: Table, keys: readonly string[]): Partial<Table> {
  return pick(
    table,
    Object.keys(table).filter((key) => !keys.includes(key)),
  );
}

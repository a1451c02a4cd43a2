/** How commands come to their settings. */

import {
  bootOptions,
  type BootSettings,
  type ConfigCall,
  loadConfig,
  type LoadedConfig,
  type OptionTable,
  type Settings,
  settingsTable,
} from "../config/index.ts";
import type { Call } from "./commands/contract.ts";

const { app: _, ...bootFlags } = bootOptions;

/** Which files to read: for every command that reads any. */
export const sourceTable: OptionTable<Omit<BootSettings, "app">> = bootFlags;

/** Every setting, and which files to read. */
export const everySetting: OptionTable<Settings & Omit<BootSettings, "app">> = {
  ...settingsTable,
  ...sourceTable,
};

/** What the sources are, for a command that is called like this. */
export function toConfigCall({ flags, folder, env, configMain }: Call): ConfigCall {
  return { flags, folder, env, configMain };
}

/** Everything that says a setting; `app` is the app as the command line names it. */
export function loadCallConfig(call: Call, app?: string): Promise<LoadedConfig> {
  return loadConfig({ ...toConfigCall(call), app });
}

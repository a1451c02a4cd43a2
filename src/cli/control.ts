/** How the commands that speak to a running master find it. */

import {
  fromEnvironment,
  fromFlags,
  type OptionTable,
  resolveSettings,
  settingsTable,
} from "../config/index.ts";
import {
  type ControlClient,
  createControlClient,
  listControlPaths,
  toControlPlace,
} from "../serve/supervisor/index.ts";
import type { Call } from "./commands/contract.ts";

/** The one setting that these commands obey. */
export const controlTable: OptionTable<{ readonly control: string }> = {
  control: settingsTable.control,
};

/** Speaks to the master of the folder that the command was called in, or of `--control`. */
export function openControl(call: Call): ControlClient {
  const sources = [fromFlags(call.flags), fromEnvironment(call.env)];
  const { settings } = resolveSettings(controlTable, sources);
  return createControlClient(listControlPaths(toControlPlace(call, settings.control)));
}

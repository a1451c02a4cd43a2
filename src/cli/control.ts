/** How the commands that speak to a running master find it. */

import {
  type BootSettings,
  fromEnvironment,
  fromFlags,
  loadTable,
  nameBook,
  type OptionTable,
  projectFolder,
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
import { sourceTable, toConfigCall } from "./config.ts";

interface ControlSettings {
  readonly control: string;
}

const ownTable: OptionTable<ControlSettings> = { control: settingsTable.control };

/** The one setting that these commands obey, and where it may stand. */
export const controlTable: OptionTable<ControlSettings & Omit<BootSettings, "app">> = {
  ...ownTable,
  ...sourceTable,
};

/** Speaks to the master of the folder that the command was called in, or of `--control`. */
export async function openControl(call: Call): Promise<ControlClient> {
  const { control, folder } = await findControl(call);
  return createControlClient(listControlPaths(toControlPlace({ folder, env: call.env }, control)));
}

/** A master must be reachable whatever has become of the files since it was started, so they cause warnings only. */
async function findControl(call: Call): Promise<{ control: string; folder: string }> {
  const given = [fromFlags(call.flags), fromEnvironment(call.env)];
  const { control } = resolveSettings(ownTable, given).settings;
  const source = toConfigCall(call);
  if (control !== "") return { control, folder: projectFolder(source) };
  const { settings, folder, problems } = await loadTable(ownTable, source, nameBook);
  for (const { message } of problems) call.terminal.err(`landfall: warning: ${message}`);
  return { control: settings.control, folder };
}

/** The settings of `run()`: what it is told, then the environment, then the defaults. It reads no files. */

import { refuseKey } from "./unknown-names.ts";
import { type Resolved, resolveSettings } from "./resolve.ts";
import { type RunSettings, runTable, settingsTable } from "./settings.ts";
import { fromCall, fromEnvironment } from "./sources.ts";

/** Resolves them; throws the first thing that is wrong, e.g. `SETTING_UNKNOWN` with the nearest name. */
export function resolveRun(
  options: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): Resolved<RunSettings> {
  const given = Object.keys(options).filter((name) => options[name] !== undefined);
  const refused = given.map((name) => refuseKey({ name, where: "run()" }, names)).find(Boolean);
  if (refused !== undefined) throw refused;
  return resolveSettings(runTable, [fromCall("run()", options), fromEnvironment(env)]);
}

const elsewhere = "run() serves in this process alone; `landfall serve` has this setting.";

const names = {
  table: runTable,
  retired: Object.fromEntries(
    Object.keys(settingsTable)
      .filter((key) => !Object.hasOwn(runTable, key))
      .map((key) => [key, elsewhere]),
  ),
  internal: [],
};

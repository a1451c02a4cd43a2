/** What a reload does with settings that were read anew: those that cannot change while the master runs keep their value. */

import type { AnyOption } from "../core/options.ts";
import { formatSetting } from "./printable.ts";
import type { Resolved } from "./resolve.ts";
import { fixedSettings, type Settings, settingsTable } from "./settings.ts";
import { formatOrigin } from "./sources.ts";

/** The settings of the new generation, and a sentence for each value that was kept. */
export interface Reread extends Resolved<Settings> {
  readonly kept: readonly string[];
}

/** Takes `after`, except for the `fixed` keys, which stay as they are in `before`. */
export function keepFixed(
  before: Resolved<Settings>,
  after: Resolved<Settings>,
  fixed: readonly (keyof Settings)[] = fixedSettings,
): Reread {
  const changed = fixed.filter((key) => {
    return JSON.stringify(before.settings[key]) !== JSON.stringify(after.settings[key]);
  });
  const old = (all: Readonly<Record<keyof Settings, unknown>>) =>
    Object.fromEntries(changed.map((key) => [key, all[key]]));
  return {
    settings: { ...after.settings, ...old(before.settings) },
    origins: { ...after.origins, ...old(before.origins) },
    kept: changed.map((key) => {
      const definition: AnyOption = settingsTable[key];
      const [now, wanted] = [before, after].map(({ settings }) => {
        return formatSetting(settings[key], definition) || "empty";
      });
      const origin = formatOrigin(after.origins[key]);
      return `${key} stays ${now} until a restart; it is to become ${wanted} (${origin})`;
    }),
  };
}

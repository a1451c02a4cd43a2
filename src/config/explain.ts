/** Settings as facts to print: what each one is, and who said so. */

import type { AnyOption, OptionTable } from "../core/options.ts";
import { formatSetting, redact } from "./printable.ts";
import type { Resolved } from "./resolve.ts";
import { formatOrigin, type Origin } from "./sources.ts";

/** One setting of `landfall config`. Secrets are references, or redacted. */
export interface SettingFacts {
  readonly name: string;
  /** As JSON: durations are milliseconds, sizes are bytes. */
  readonly value: unknown;
  /** As a person would write it. */
  readonly text: string;
  readonly origin: Origin;
  /** The origin in words: `landfall.config.ts:4 port`. */
  readonly source: string;
}

/** One row for each setting of the table, in its order. */
export function explainSettings<Settings>(
  table: OptionTable<Settings>,
  { settings, origins }: Resolved<Settings>,
): readonly SettingFacts[] {
  const keys = Object.keys(table) as (keyof Settings & string)[];
  return keys.map((name) => {
    const definition: AnyOption = table[name];
    const origin = origins[name];
    return {
      name,
      value: redact(settings[name]),
      text: formatSetting(settings[name], definition),
      origin,
      source: formatOrigin(origin),
    };
  });
}

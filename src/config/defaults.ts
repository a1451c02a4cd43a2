/** How help and reference show what holds when nobody says anything. */

import type { OptionDefinition } from "../core/options.ts";

/** The default as a person would write it; undefined for a switch that is off and for nothing at all. */
export function formatDefault(definition: OptionDefinition<unknown>): string | undefined {
  const { defaultText, default: value } = definition;
  if (defaultText !== undefined) return defaultText;
  if (value === false || value === "" || (Array.isArray(value) && value.length === 0))
    return undefined;
  return String(value);
}

/** From sources to settings: validated, frozen, each value with its origin. */

import type { z } from "zod";
import type { OptionDefinition, OptionTable } from "../core/options.ts";
import { configErrors } from "./errors.ts";
import { formatOrigin, type Found, type Origin, type Source } from "./sources.ts";

/** Settings, and where each of them came from. */
export interface Resolved<Settings> {
  readonly settings: Readonly<Settings>;
  readonly origins: Readonly<Record<keyof Settings, Origin>>;
}

/** Asks the sources in order for each key; throws `SETTING_INVALID` at the first value that is none. */
export function resolveSettings<Settings>(
  table: OptionTable<Settings>,
  sources: readonly Source[],
): Resolved<Settings> {
  const settings: Partial<Record<keyof Settings, unknown>> = {};
  const origins: Partial<Record<keyof Settings, Origin>> = {};
  for (const key of Object.keys(table) as (keyof Settings & string)[]) {
    const definition: OptionDefinition<unknown> = table[key];
    const found = findFirst(sources, key, definition);
    settings[key] = found === undefined ? definition.default : read(definition, found);
    origins[key] = found?.origin ?? { kind: "default" };
  }
  return Object.freeze({
    settings: Object.freeze(settings as Settings),
    origins: Object.freeze(origins as Record<keyof Settings, Origin>),
  });
}

function findFirst(
  sources: readonly Source[],
  key: string,
  definition: OptionDefinition<unknown>,
): Found | undefined {
  for (const source of sources) {
    const found = source.find(key, definition);
    if (found !== undefined) return found;
  }
  return undefined;
}

function read(definition: OptionDefinition<unknown>, { value, origin }: Found): unknown {
  const result = definition.schema.safeParse(value);
  if (result.success) return result.data;
  const issue = tellingIssue(result.error.issues);
  throw configErrors.fail.SETTING_INVALID({
    where: formatOrigin(origin),
    reason: issue?.message ?? "invalid",
    value: JSON.stringify(value),
    hint: issue?.code === "custom" ? (issue.params?.["hint"] as string | undefined) : undefined,
  });
}

/** Of the alternatives that a union tried, the last is the one for text: it knows best what was expected. */
function tellingIssue(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const issue = issues[0];
  if (issue?.code !== "invalid_union") return issue;
  return tellingIssue(issue.errors.at(-1) ?? []);
}

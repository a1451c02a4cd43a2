/** Every setting there is: gathered from the rooms that obey them, never declared here. */

import type { AnyOption, OptionTable } from "../core/options.ts";
import { type AppSettings, appOptions } from "../serve/app/options.ts";
import { type EngineSettings, engineOptions } from "../serve/engines/options.ts";
import { type SupervisorSettings, supervisorOptions } from "../serve/supervisor/options.ts";

/** The settings of `serve`. */
export interface Settings extends SupervisorSettings, EngineSettings, AppSettings {}

/** Their declarations, in the order that help shows them. */
export const settingsTable: OptionTable<Settings> = {
  ...supervisorOptions,
  ...engineOptions,
  ...appOptions,
};

/** The same by the room that obeys them, for the reference. */
export const optionRooms: Readonly<Record<string, Readonly<Record<string, AnyOption>>>> = {
  Supervision: supervisorOptions,
  "Server and requests": engineOptions,
  "The app": appOptions,
};

/**
 * What the master itself obeys, from its start to its end: a reload reports such a value and keeps the old one. All
 * others reach the workers, and so change with the next generation.
 */
export const fixedSettings: readonly (keyof Settings)[] = Object.keys(
  supervisorOptions,
) as (keyof SupervisorSettings)[];

/** Names that are gone for good, with what to do instead; never reused for another meaning. */
export const retiredSettings: Readonly<Record<string, string>> = {};

/** Variables that Landfall itself sets for its workers; a command that a worker starts inherits them. */
export const internalVariables: readonly string[] = ["LANDFALL_WORKER_ID"];

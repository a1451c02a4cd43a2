/** Every setting there is: gathered from the rooms that obey them, never declared here. */

import type { OptionTable } from "../core/options.ts";
import { type AppSettings, appOptions } from "../serve/app/options.ts";
import { type EngineSettings, engineOptions } from "../serve/engines/options.ts";
import { type MachineSettings, machineOptions } from "../serve/machine/options.ts";
import { type ObserveSettings, observeOptions } from "../serve/observe/options.ts";
import { type ServiceSettings, serviceOptions } from "../serve/service/options.ts";
import { type StaticSettings, staticOptions } from "../serve/static/options.ts";
import { type SupervisorSettings, supervisorOptions } from "../serve/supervisor/options.ts";

/** The settings of `serve`. */
export interface Settings
  extends
    SupervisorSettings,
    ServiceSettings,
    MachineSettings,
    EngineSettings,
    AppSettings,
    ObserveSettings,
    StaticSettings {}

/** Their declarations, in the order that help shows them. */
export const settingsTable: OptionTable<Settings> = {
  ...supervisorOptions,
  ...serviceOptions,
  ...machineOptions,
  ...engineOptions,
  ...appOptions,
  ...staticOptions,
  ...observeOptions,
};

/** What a user can set about maintenance. */

import * as z from "zod";
import { type Millis, parseClientList, seconds } from "../../core/index.ts";
import { durationSchema, listSchema, type OptionTable } from "../../core/options.ts";

/** The settings that this room obeys. An empty path is none. */
export interface MaintenanceSettings {
  readonly maintenanceFile: string;
  readonly maintenancePage: string;
  readonly maintenanceAllow: readonly string[];
  readonly maintenanceRetryAfter: Millis;
}

/** Their declarations. */
export const maintenanceOptions: OptionTable<MaintenanceSettings> = {
  maintenanceFile: {
    schema: z.string(),
    default: "",
    summary:
      "File whose presence closes the site, whoever makes it; by default beside the control socket.",
    argument: "PATH",
  },
  maintenancePage: {
    schema: z.string(),
    default: "",
    summary: "HTML page that visitors see while the site is closed.",
    argument: "FILE",
  },
  maintenanceAllow: {
    schema: listSchema(parseClientList),
    default: [],
    summary:
      "Clients that are served while the site is closed: addresses or networks, e.g. 203.0.113.0/24. This machine always is.",
    argument: "LIST",
    repeatable: true,
  },
  maintenanceRetryAfter: {
    schema: durationSchema,
    default: seconds(300),
    defaultText: "5m",
    summary:
      "When visitors may come back (Retry-After) unless `maintenance on --until` says better.",
    argument: "DURATION",
  },
};

/** The options of a service's manners: in the background, under which user, with which files. */

import * as z from "zod";
import { type OptionTable, switchSchema, textSchema } from "../../core/options.ts";

/** How the server behaves among other services. An empty path is none. */
export interface ServiceSettings {
  readonly daemon: boolean;
  readonly logFile: string;
  readonly pidFile: string;
  readonly user: string;
  readonly group: string;
  readonly umask: "inherit" | number;
  readonly touchReload: readonly string[];
}

/** One declaration for each of them. */
export const serviceOptions: OptionTable<ServiceSettings> = {
  daemon: {
    schema: switchSchema,
    default: false,
    summary:
      "Serve in the background; the command returns when it serves, or says why it does not.",
  },
  logFile: {
    schema: z.string(),
    default: "",
    summary:
      "File for the log and for what workers print; USR1 opens it anew. A daemon without one takes .landfall/landfall.log.",
    argument: "PATH",
  },
  pidFile: {
    schema: z.string(),
    default: "",
    summary: "File for the master's process id: there once it serves, gone when it has ended.",
    argument: "PATH",
  },
  user: {
    schema: z.string(),
    default: "",
    summary: "User to become once the sockets are bound, with its groups; a name or a number.",
    argument: "USER",
  },
  group: {
    schema: z.string(),
    default: "",
    summary: "Group to become, instead of the user's own; a name or a number.",
    argument: "GROUP",
  },
  umask: {
    schema: z.union([
      z.literal("inherit"),
      z.number().int().min(0).max(0o777),
      textSchema(parseMask),
    ]),
    default: "inherit",
    summary: "Permission bits that new files do not get, in octal, e.g. 027.",
    argument: "MASK",
  },
  touchReload: {
    schema: z.array(z.string().min(1)),
    default: [],
    summary: "File whose change reloads; it need not exist yet.",
    argument: "PATH",
    repeatable: true,
  },
};

function parseMask(text: string): number {
  if (!/^0?[0-7]{1,3}$/.test(text))
    throw new Error(`expected up to three octal digits, got "${text}"`);
  return Number.parseInt(text, 8);
}

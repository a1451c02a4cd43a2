/** The options of development. */

import {
  durationSchema,
  listSchema,
  type OptionTable,
  switchSchema,
  textSchema,
} from "../../core/options.ts";
import { type Millis, millis } from "../../core/index.ts";

/** What `landfall dev` obeys besides the options of `serve`. */
export interface DevSettings {
  readonly reload: boolean;
  readonly watch: readonly string[];
  readonly watchInterval: Millis;
  readonly untilSuccess: boolean;
  readonly errorPage: boolean;
  readonly live: boolean;
  readonly reloadHook: string;
}

/** Their declarations. `landfall dev` is the umbrella: each of them can be turned off by itself. */
export const devOptions: OptionTable<DevSettings> = {
  reload: {
    schema: switchSchema,
    default: true,
    summary: "Restart the app when a file that it has loaded changes.",
  },
  watch: {
    schema: listSchema((text) => [parseGlob(text)]),
    default: [],
    summary: "Also restart for these files, e.g. 'data/**/*.json'; they need not exist yet.",
    argument: "GLOB",
    repeatable: true,
  },
  watchInterval: {
    schema: durationSchema,
    default: millis(0),
    defaultText: "0s",
    summary:
      "Look at the files this often, where the file system does not tell of changes; 0s waits to be told.",
    argument: "DURATION",
  },
  untilSuccess: {
    schema: switchSchema,
    default: false,
    summary: "End when the app ends by itself with code 0, instead of waiting for a change.",
  },
  errorPage: {
    schema: switchSchema,
    default: true,
    summary: "Show errors with their source in the browser.",
  },
  live: {
    schema: switchSchema,
    default: false,
    summary: "Reload the page in the browser after a restart: adds a script to HTML.",
  },
  reloadHook: {
    schema: textSchema((text) => text),
    default: "",
    summary: "Call this function before each restart, in the process that ends: file.ts#name.",
    argument: "FILE#NAME",
  },
};

function parseGlob(text: string): string {
  if (text === "" || text.includes("\0")) {
    throw new Error(`expected a path or a pattern, got ${JSON.stringify(text)}`);
  }
  return text;
}

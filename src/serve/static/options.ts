/** What a user can set about files that are served from folders. */

import { listSchema, type OptionTable, switchSchema } from "../../core/options.ts";

/** A folder, and the path under which it is served: begins and ends with a slash. */
export interface StaticFolder {
  readonly folder: string;
  readonly prefix: string;
}

/** The settings that this room obeys. */
export interface StaticSettings {
  readonly static: readonly StaticFolder[];
  readonly compress: boolean;
}

/** Their declarations. */
export const staticOptions: OptionTable<StaticSettings> = {
  static: {
    schema: listSchema((text) => [parseStaticFolder(text)]),
    default: [],
    summary:
      "Serve the files of a folder, under /static/ unless it says otherwise: public, public:/, media:/media/.",
    argument: "FOLDER[:PREFIX]",
    repeatable: true,
  },
  compress: {
    schema: switchSchema,
    default: false,
    summary:
      "Compress what the app answers, by type and size, where the client wants it; files have compressed siblings instead.",
  },
};

/** Reads `public` or `public:/files/`. */
function parseStaticFolder(text: string): StaticFolder {
  const [, folder = "", prefix = "/static/"] = /^(.*?)(?::(\/[^:]*))?$/s.exec(text.trim()) ?? [];
  const path = prefix.endsWith("/") ? prefix : `${prefix}/`;
  const isPlain = /^\/(?:(?!\.{1,2}\/)[\w.~-]+\/)*$/.test(path);
  if (folder === "" || !isPlain) {
    throw new Error(`expected FOLDER or FOLDER:/PREFIX/, got ${JSON.stringify(text)}`);
  }
  return { folder, prefix: path };
}

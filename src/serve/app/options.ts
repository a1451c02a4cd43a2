/** What a user can set about loading the app. */

import { type OptionTable, switchSchema } from "../../core/index.ts";

/** The settings that this room obeys. */
export interface AppSettings {
  readonly stripTypes: boolean;
}

/** Their declarations. */
export const appOptions: OptionTable<AppSettings> = {
  stripTypes: {
    schema: switchSchema,
    default: false,
    summary:
      "Load TypeScript with Node's own type stripping instead of tsx: a faster start, but no JSX, no enums and only imports with their full file names.",
  },
};

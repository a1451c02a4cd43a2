/** What a user can set about loading the app. */

import { type OptionTable, switchSchema } from "../../core/options.ts";

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
      "Load TypeScript with Node's own type stripping instead of tsx: no JSX, no enums, and imports need their full file names.",
  },
};

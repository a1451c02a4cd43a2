/** What can be wrong with a setting. */

import { defineErrors, type ErrorTable } from "../core/index.ts";

/** What each error is told. */
export interface ConfigErrors {
  SETTING_INVALID: { where: string; reason: string; value: string; hint: string | undefined };
}

/** The table: code, message, hint, exit code. */
export const configErrors: ErrorTable<ConfigErrors> = defineErrors<ConfigErrors>({
  SETTING_INVALID: {
    message: ({ where, reason, value }) =>
      reason.includes("got ") ? `${where}: ${reason}` : `${where}: ${reason}, got ${value}`,
    hint: ({ hint }) => hint ?? "`landfall serve --help` lists every setting with its values.",
    exitCode: 2,
  },
});

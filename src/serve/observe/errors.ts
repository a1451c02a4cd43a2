/** What can be wrong with logs and profiles before anything is served. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error is told. */
export interface ObserveErrors {
  ACCESS_LOG_UNWRITABLE: { path: string; reason: string };
  PROFILE_FOLDER_UNWRITABLE: { path: string; reason: string };
}

/** The table: code, message, hint, exit code. */
export const observeErrors: ErrorTable<ObserveErrors> = defineErrors<ObserveErrors>({
  ACCESS_LOG_UNWRITABLE: {
    message: ({ path, reason }) => `the access log ${path} cannot be written: ${reason}`,
    hint: () => "Create its folder, or give its owner's permission to who runs Landfall.",
    exitCode: 1,
  },
  PROFILE_FOLDER_UNWRITABLE: {
    message: ({ path, reason }) => `no profile can be written to ${path}: ${reason}`,
    hint: () => "Give --profile a folder that who runs Landfall may write to.",
    exitCode: 1,
  },
});

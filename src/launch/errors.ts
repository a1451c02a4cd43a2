/** What can be wrong before anything is started. */

import { defineErrors, type ErrorTable } from "../core/index.ts";

/** What each error is told. */
export interface LaunchErrors {
  PLATFORM_UNSUPPORTED: { platform: string };
}

/** The table: code, message, hint, exit code. */
export const launchErrors: ErrorTable<LaunchErrors> = defineErrors<LaunchErrors>({
  PLATFORM_UNSUPPORTED: {
    message: ({ platform }) => `several processes cannot share a socket on ${platform}`,
    hint: () => "Run `landfall serve` on Linux or macOS, or in WSL.",
    exitCode: 1,
  },
});

/** What can be wrong before anything is started. */

import { defineErrors, type ErrorTable } from "../core/index.ts";

/** What each error is told. */
export interface LaunchErrors {
  PLATFORM_UNSUPPORTED: { platform: string };
  LISTEN_CONFLICT: { asked: string; count: number };
  PORTS_CONFLICT: { flag: string };
}

/** The table: code, message, hint, exit code. */
export const launchErrors: ErrorTable<LaunchErrors> = defineErrors<LaunchErrors>({
  PLATFORM_UNSUPPORTED: {
    message: ({ platform }) => `several processes cannot share a socket on ${platform}`,
    hint: () => "Run `landfall serve` on Linux or macOS, or in WSL.",
    exitCode: 1,
  },
  LISTEN_CONFLICT: {
    message: ({ asked, count }) =>
      `the service manager handed over ${count} ${count === 1 ? "socket" : "sockets"} (LISTEN_FDS), and ${asked} was asked for`,
    hint: () =>
      "Leave the address out to serve what was handed over, or name both: --listen fd:3 --listen ADDRESS.",
    exitCode: 2,
  },
  PORTS_CONFLICT: {
    message: ({ flag }) =>
      `--ports gives each worker a port of its own, and ${flag} was given, too`,
    hint: ({ flag }) =>
      flag === "--workers"
        ? "Leave --workers out: there are as many workers as ports."
        : `Leave ${flag} out, or leave --ports out: then all workers share what is listened on.`,
    exitCode: 2,
  },
});

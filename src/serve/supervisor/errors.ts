/** What can go wrong between the master, its sockets and its workers. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error is told. */
export interface SupervisorErrors {
  PORT_IN_USE: { address: string };
  PORT_NOT_PERMITTED: { address: string };
  ADDRESS_UNAVAILABLE: { address: string; reason: string };
  SOCKET_PATH_TOO_LONG: { path: string; limit: number };
  SOCKET_PATH_NOT_A_SOCKET: { path: string };
  SOCKET_NOT_INHERITED: { address: string };
  MASTER_RUNNING: { control: string };
  MASTER_ABSENT: { paths: readonly string[] };
  CONTROL_UNUSABLE: { path: string; reason: string };
  CONTROL_GARBLED: { text: string };
  BIND_UNSUPPORTED: { runtime: string };
  WORKER_BOOT_TIMEOUT: { seconds: number; lastLine: string | undefined };
  WORKER_DIED: { how: string; lastLine: string | undefined };
  RELOAD_INCOMPLETE: { switched: number; workers: number; reason: string };
  RELOAD_INTERRUPTED: object;
}

/** The table: code, message, hint, exit code. */
export const supervisorErrors: ErrorTable<SupervisorErrors> = defineErrors<SupervisorErrors>({
  PORT_IN_USE: {
    message: ({ address }) => `${address} is in use by another program`,
    hint: () => "Stop that program, or choose another address with --port or --listen.",
    exitCode: 1,
  },
  PORT_NOT_PERMITTED: {
    message: ({ address }) => `no permission to listen on ${address}`,
    hint: () =>
      "Ports below 1024 need a privilege and a unix socket a writable folder; use a port above, or a proxy in front.",
    exitCode: 1,
  },
  ADDRESS_UNAVAILABLE: {
    message: ({ address, reason }) => `cannot listen on ${address}: ${reason}`,
    hint: () =>
      "The address must belong to this machine, and the folder of a unix socket must exist.",
    exitCode: 1,
  },
  SOCKET_PATH_TOO_LONG: {
    message: ({ path, limit }) => `the socket path ${path} is longer than ${limit} bytes`,
    hint: () => "The system limits socket paths; choose a shorter one, e.g. under /run.",
    exitCode: 2,
  },
  SOCKET_PATH_NOT_A_SOCKET: {
    message: ({ path }) => `${path} exists and is no socket`,
    hint: () => "Choose another path; Landfall replaces only sockets that nobody listens on.",
    exitCode: 1,
  },
  SOCKET_NOT_INHERITED: {
    message: ({ address }) => `the worker did not inherit the socket of ${address}`,
    hint: () => "Something between master and worker closes descriptors; remove that wrapper.",
    exitCode: 1,
  },
  MASTER_RUNNING: {
    message: ({ control }) => `a master already runs here (it answers on ${control})`,
    hint: () =>
      "Use `landfall reload` or `landfall stop`, or give this one its own --control PATH.",
    exitCode: 1,
  },
  MASTER_ABSENT: {
    message: ({ paths }) => `nothing is running here (looked for ${paths.join(" and ")})`,
    hint: () =>
      "Run the command in the folder where `landfall serve` was started, or give --control PATH.",
    exitCode: 3,
  },
  CONTROL_UNUSABLE: {
    message: ({ path, reason }) => `the control socket ${path} cannot be used: ${reason}`,
    hint: () => "Give another place with --control PATH, in a folder that belongs to you alone.",
    exitCode: 1,
  },
  CONTROL_GARBLED: {
    message: ({ text }) => `the control socket said something unintelligible: ${text}`,
    hint: () =>
      "Master and command are probably of different versions; use the same Landfall for both.",
    exitCode: 1,
  },
  BIND_UNSUPPORTED: {
    message: ({ runtime }) => `${runtime} cannot keep a bound socket for its workers`,
    hint: () => "Run the master on Node 22.18 or newer.",
    exitCode: 1,
  },
  WORKER_BOOT_TIMEOUT: {
    message: ({ seconds, lastLine }) =>
      `the worker was not ready within ${seconds} s${lastLine === undefined ? "" : `; it last said: ${lastLine}`}`,
    hint: () => "Look for a top-level await or a start() that never ends, or raise --boot-timeout.",
    exitCode: 1,
  },
  WORKER_DIED: {
    message: ({ how, lastLine }) =>
      `the worker ${how} before it was ready${lastLine === undefined ? "" : `; it last said: ${lastLine}`}`,
    hint: () => "Its output above says more; run the app's file by itself to see it alone.",
    exitCode: 1,
  },
  RELOAD_INCOMPLETE: {
    message: ({ switched, workers, reason }) =>
      `the reload stopped after ${switched} of ${workers} workers: ${reason}`,
    hint: () => "Both versions serve now; mend what it says and reload again.",
    exitCode: 1,
  },
  RELOAD_INTERRUPTED: {
    message: () => "the master was told to stop during the reload",
    hint: () => "Start it again to serve the new version.",
    exitCode: 1,
  },
});

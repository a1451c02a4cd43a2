/** What can go wrong with an address to listen on. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error is told. */
export interface SocketErrors {
  PORT_IN_USE: { address: string };
  PORT_NOT_PERMITTED: { address: string };
  ADDRESS_UNAVAILABLE: { address: string; reason: string };
  ADDRESS_TWICE: { address: string; other: string };
  SOCKET_PATH_TOO_LONG: { path: string; limit: number };
  SOCKET_PATH_NOT_A_SOCKET: { path: string };
  SOCKET_NOT_INHERITED: { address: string };
  BIND_UNSUPPORTED: { runtime: string };
}

/** The table: code, message, hint, exit code. */
export const socketErrors: ErrorTable<SocketErrors> = defineErrors<SocketErrors>({
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
  ADDRESS_TWICE: {
    message: ({ address, other }) =>
      address === other
        ? `${address} is given twice`
        : `${address} is given, and ${other}, which it includes or is part of`,
    hint: () => "Leave one of them out; --host with --port, --unix and --listen add up.",
    exitCode: 2,
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
  BIND_UNSUPPORTED: {
    message: ({ runtime }) => `${runtime} cannot keep a bound socket for its workers`,
    hint: () => "Run the master on Node 22.18 or newer.",
    exitCode: 1,
  },
});

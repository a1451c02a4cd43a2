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
  REUSE_PORT_UNSUPPORTED: { address: string };
  LISTEN_FDS_INVALID: { value: string };
  LISTEN_FDS_NOT_OURS: { expected: string; pid: number };
  DESCRIPTOR_UNKNOWN: { name: string; known: readonly string[] };
  DESCRIPTOR_UNUSABLE: { fd: number; reason: string };
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
  REUSE_PORT_UNSUPPORTED: {
    message: ({ address }) => `this system cannot share ${address} between programs`,
    hint: () => "Leave --reuse-port out; Linux and FreeBSD have it.",
    exitCode: 1,
  },
  LISTEN_FDS_INVALID: {
    message: ({ value }) => `LISTEN_FDS is ${JSON.stringify(value)}, expected a number`,
    hint: () => "Whoever started this process set it; see sd_listen_fds(3).",
    exitCode: 2,
  },
  LISTEN_FDS_NOT_OURS: {
    message: ({ expected, pid }) =>
      `sockets were handed to process ${expected}, and this one is ${pid}: npx, npm or a shell stands between`,
    hint: () =>
      "Start it directly, e.g. ExecStart=/usr/bin/node node_modules/landfall/bin/landfall.js serve, or `exec` it in the shell; env -u LISTEN_FDS ignores the sockets.",
    exitCode: 1,
  },
  DESCRIPTOR_UNKNOWN: {
    message: ({ name, known }) =>
      `no socket named ${JSON.stringify(name)} was handed over${known.length === 0 ? "" : `, only ${known.join(", ")}`}`,
    hint: () => "Name it with FileDescriptorName= in the .socket unit, or use its number: fd:3.",
    exitCode: 2,
  },
  DESCRIPTOR_UNUSABLE: {
    message: ({ fd, reason }) => `cannot listen on descriptor ${fd}: ${reason}`,
    hint: () =>
      "It must be a stream socket, TCP or unix, that nobody accepts on (ListenStream= and Accept=no in systemd, wait in inetd).",
    exitCode: 1,
  },
});

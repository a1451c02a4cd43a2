/** What can go wrong with the manners of a service: pid file, log file, user, daemon. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error is told. */
export interface ServiceErrors {
  PID_FILE_LIVE: { path: string; pid: number };
  PID_FILE_FOREIGN: { path: string };
  PID_FILE_UNWRITABLE: { path: string; reason: string };
  LOG_FILE_UNUSABLE: { path: string; reason: string };
  USER_UNKNOWN: { user: string };
  GROUP_UNKNOWN: { group: string };
  GROUP_NEEDED: { user: string };
  IDENTITY_NOT_PERMITTED: { user: string; group: string };
  IDENTITY_REFUSED: { uid: number; gid: number; reason: string };
  DAEMON_DIED: { how: string; log: string };
}

/** The table: code, message, hint, exit code. */
export const serviceErrors: ErrorTable<ServiceErrors> = defineErrors<ServiceErrors>({
  PID_FILE_LIVE: {
    message: ({ path, pid }) => `the pid file ${path} belongs to process ${pid}, which is running`,
    hint: () => "Stop that process, or give this one another --pid-file.",
    exitCode: 1,
  },
  PID_FILE_FOREIGN: {
    message: ({ path }) => `${path} exists and is no pid file`,
    hint: () => "Name a file that does not exist, or holds nothing but a number.",
    exitCode: 1,
  },
  PID_FILE_UNWRITABLE: {
    message: ({ path, reason }) => `the pid file ${path} cannot be written: ${reason}`,
    hint: () =>
      "Its folder must belong to the user that serves, e.g. RuntimeDirectory= in a systemd unit.",
    exitCode: 1,
  },
  LOG_FILE_UNUSABLE: {
    message: ({ path, reason }) => `the log file ${path} cannot be opened: ${reason}`,
    hint: () => "Give a path that the server may write to with --log-file.",
    exitCode: 1,
  },
  USER_UNKNOWN: {
    message: ({ user }) => `there is no user ${JSON.stringify(user)} on this machine`,
    hint: () => "Create it (adduser --system --group NAME), or name another one with --user.",
    exitCode: 2,
  },
  GROUP_UNKNOWN: {
    message: ({ group }) => `there is no group ${JSON.stringify(group)} on this machine`,
    hint: () => "Create it (addgroup --system NAME), or name another one with --group.",
    exitCode: 2,
  },
  GROUP_NEEDED: {
    message: ({ user }) => `nobody bears the user number ${user}, so its group is not known`,
    hint: () => "Give the group as well: --group NUMBER.",
    exitCode: 2,
  },
  IDENTITY_NOT_PERMITTED: {
    message: ({ user, group }) =>
      `only root can become ${[user, group && `group ${group}`].filter(Boolean).join(", ")}`,
    hint: () =>
      "Start it as root, or leave --user and --group out and let the service manager choose (User= in systemd).",
    exitCode: 1,
  },
  IDENTITY_REFUSED: {
    message: ({ uid, gid, reason }) => `cannot become user ${uid}, group ${gid}: ${reason}`,
    hint: () => "In a container CAP_SETUID and CAP_SETGID are needed; or start it as that user.",
    exitCode: 1,
  },
  DAEMON_DIED: {
    message: ({ how }) => `the daemon ${how} before it served`,
    hint: ({ log }) => `Its last words are in ${log}.`,
    exitCode: 1,
  },
});

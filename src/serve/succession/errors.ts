/** What can go wrong when one master is to take the place of another. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error is told. */
export interface SuccessionErrors {
  UPGRADE_RUNNING: { pid: number | undefined };
  UPGRADE_BUSY: { phase: string };
  UPGRADE_UNFIT: { setting: string };
  UPGRADE_STOPPED: object;
  SUCCESSOR_DIED: { how: string };
  SUCCESSOR_SLOW: { seconds: number };
  SUCCESSOR_FOREIGN: object;
  SUCCESSION_VERSION: { theirs: string; ours: number };
  SUCCESSION_UNASKED: object;
  MASTER_LOST: { pid: number | undefined; how: string };
  STEM_LOST: { pid: number };
}

/** The table: code, message, hint, exit code. */
export const successionErrors: ErrorTable<SuccessionErrors> = defineErrors<SuccessionErrors>({
  UPGRADE_RUNNING: {
    message: ({ pid }) =>
      `an upgrade is under way${pid === undefined ? "" : ` (process ${pid} is starting)`}`,
    hint: () => "Try again when it is over; the log says how it ended.",
    exitCode: 1,
  },
  UPGRADE_BUSY: {
    message: ({ phase }) => `the master is ${phase}, and cannot be replaced meanwhile`,
    hint: () => "Try again when `landfall status` says that it is serving.",
    exitCode: 1,
  },
  UPGRADE_UNFIT: {
    message: ({ setting }) => `a master with ${setting} cannot be replaced yet`,
    hint: () =>
      "Reload for a new app; for a new Landfall or Node restart, or leave the setting out.",
    exitCode: 1,
  },
  UPGRADE_STOPPED: {
    message: () => "the master was told to stop before its successor was ready",
    hint: () => "Start it again: it comes up with what is on the disk now.",
    exitCode: 1,
  },
  SUCCESSOR_DIED: {
    message: ({ how }) => `the successor ${how} before it was ready`,
    hint: () => "Its own words stand in the log, above this line.",
    exitCode: 1,
  },
  SUCCESSOR_SLOW: {
    message: ({ seconds }) => `the successor was not ready within ${seconds} s`,
    hint: () =>
      "Its workers take too long to start, or it is no Landfall; --boot-timeout is a third of that time.",
    exitCode: 1,
  },
  SUCCESSOR_FOREIGN: {
    message: () => "the successor says what this version does not understand",
    hint: () => "Between these two versions only a restart helps.",
    exitCode: 1,
  },
  SUCCESSION_VERSION: {
    message: ({ theirs, ours }) =>
      `the running master hands over in version ${JSON.stringify(theirs)}, and this one understands version ${ours}`,
    hint: () => "Between these two versions only a restart helps.",
    exitCode: 1,
  },
  SUCCESSION_UNASKED: {
    message: () => "LANDFALL_SUCCEEDS is set, but no master started this process",
    hint: () => "Landfall sets this variable itself; unset it.",
    exitCode: 2,
  },
  MASTER_LOST: {
    message: ({ pid, how }) => `the master${pid === undefined ? "" : `, process ${pid},`} ${how}`,
    hint: () => "Its workers leave by themselves; a service manager starts it again.",
    exitCode: 1,
  },
  STEM_LOST: {
    message: ({ pid }) => `process ${pid}, which was started and keeps the sockets, has ended`,
    hint: () => "Start it again; a service manager does.",
    exitCode: 1,
  },
});

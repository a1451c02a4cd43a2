/** What can go wrong between the master, its workers and who commands it. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error is told. */
export interface SupervisorErrors {
  MASTER_RUNNING: { control: string };
  MASTER_ABSENT: { paths: readonly string[] };
  MASTER_ENDED: object;
  MASTER_SILENT: { seconds: number };
  CONTROL_UNUSABLE: { path: string; reason: string };
  CONTROL_GARBLED: { text: string };
  CONTROL_REFUSED: { reason: string };
  CONTROL_FOREIGN: { reason: string };
  LINES_INVALID: { text: string; most: number };
  WORKER_BOOT_TIMEOUT: { seconds: number; lastLine: string | undefined };
  WORKER_DIED: { how: string; lastLine: string | undefined };
  RELOAD_INCOMPLETE: { switched: number; workers: number; reason: string };
  RELOAD_INTERRUPTED: object;
  WORKER_ENDED: { id: number; how: string; lastLine: string | undefined };
  RESTARTS_EXCEEDED: { restarts: number; seconds: number; reason: string };
  SCALE_FAILED: { wanted: number; kept: number; reason: string };
  SCALE_INTERRUPTED: object;
  SCALE_FIXED: { workers: number };
  WORKERS_INVALID: { text: string };
  WORKERS_UNTOLD: { pids: readonly number[] };
  MAINTENANCE_ACTION_INVALID: { action: string };
  MAINTENANCE_REASON_INVALID: { length: number };
  MAINTENANCE_UNTIL_INVALID: { text: string };
}

/** The table: code, message, hint, exit code. */
export const supervisorErrors: ErrorTable<SupervisorErrors> = defineErrors<SupervisorErrors>({
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
  MASTER_ENDED: {
    message: () => "the master ended before it answered",
    hint: () => "Look at its log, and start it again.",
    exitCode: 1,
  },
  MASTER_SILENT: {
    message: ({ seconds }) => `the master is there, but has not answered for ${seconds} s`,
    hint: () =>
      "It is stopped (kill -CONT), waits for its terminal (Ctrl-Q), or the machine is very busy.",
    exitCode: 1,
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
  CONTROL_REFUSED: {
    message: ({ reason }) => `the master refused the request: ${reason}`,
    hint: () =>
      "It runs another version of Landfall: use the command of that version, or start the master again with this one.",
    exitCode: 1,
  },
  CONTROL_FOREIGN: {
    message: ({ reason }) => `the master's answer is not understood: ${reason}`,
    hint: () =>
      "It runs another version of Landfall: use the command of that version, or start the master again with this one.",
    exitCode: 1,
  },
  LINES_INVALID: {
    message: ({ text, most }) => `expected a number of lines from 0 to ${most}, got "${text}"`,
    hint: () => "The master keeps no more; --log-file or a service manager's journal keeps all.",
    exitCode: 2,
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
    hint: ({ how }) =>
      /SIGABRT|EAGAIN|ENOMEM/.test(how)
        ? "The system refused it a process, a thread or memory: look at ulimit -u, TasksMax= and the memory limit."
        : "Its output above says more; run the app's file by itself to see it alone.",
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
  WORKER_ENDED: {
    message: ({ id, how, lastLine }) =>
      `worker ${id} ${how}${lastLine === undefined ? "" : `; it last said: ${lastLine}`}`,
    hint: () => "Its output above says more.",
    exitCode: 1,
  },
  RESTARTS_EXCEEDED: {
    message: ({ restarts, seconds, reason }) =>
      `workers ended more than ${restarts} times within ${seconds} s, giving up; the last time ${reason}`,
    hint: () => "Mend what it says, or raise --max-restarts.",
    exitCode: 1,
  },
  SCALE_FAILED: {
    message: ({ wanted, kept, reason }) =>
      `there cannot be ${wanted} workers, there are ${kept} as before: ${reason}`,
    hint: () => "What is on the disk now does not start; mend it and try again.",
    exitCode: 1,
  },
  SCALE_INTERRUPTED: {
    message: () => "the master was told to stop before there were as many workers",
    hint: () => "Start it again with --workers.",
    exitCode: 1,
  },
  SCALE_FIXED: {
    message: ({ workers }) =>
      `there are ${workers} workers because --ports names ${workers} ${workers === 1 ? "port" : "ports"}`,
    hint: () => "Start the master again with other --ports, or with --workers and one address.",
    exitCode: 1,
  },
  WORKERS_INVALID: {
    message: ({ text }) => `expected a number of workers from 1 to 1024, got "${text}"`,
    hint: () =>
      "To stop all workers and keep the master, send WINCH to it; to end both, landfall stop.",
    exitCode: 2,
  },
  WORKERS_UNTOLD: {
    message: ({ pids }) =>
      `not every worker has confirmed it: ${pids.join(", ")} (process ids) did not answer within 5 s`,
    hint: () =>
      "Such a worker obeys as soon as its event loop turns; one that never does is replaced. Ask again: landfall maintenance status",
    exitCode: 1,
  },
  MAINTENANCE_ACTION_INVALID: {
    message: ({ action }) => `expected on, off or status, got ${JSON.stringify(action)}`,
    hint: () => "landfall maintenance on [--reason TEXT] [--until TIME]; landfall maintenance off",
    exitCode: 2,
  },
  MAINTENANCE_REASON_INVALID: {
    message: ({ length }) => `expected a reason of 1 to 2000 characters, got ${length}`,
    hint: () => "Say it in a sentence; a whole page is --maintenance-page FILE.",
    exitCode: 2,
  },
  MAINTENANCE_UNTIL_INVALID: {
    message: ({ text }) => `expected a time that is still to come, got ${JSON.stringify(text)}`,
    hint: () => "Write how long it will take (30m, 2h), or when it ends: 2030-01-31T18:00Z",
    exitCode: 2,
  },
});

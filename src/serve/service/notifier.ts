/**
 * Tells the service manager through the program systemd-notify, because Node cannot send a datagram to a unix socket.
 * The program is a child, so the unit needs NotifyAccess=all.
 */

import { spawn } from "node:child_process";
import { type Clock, type Logger, type Millis, millis, seconds } from "../../core/index.ts";
import { planWatchdog } from "./notification.ts";

/** What a notifier is made of. */
export interface NotifierPlan {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A line to the service manager; without one it says nothing. */
export interface Notifier {
  /** Sends the lines after those before them. */
  tell(lines: readonly string[]): void;
  /** Feeds the watchdog, if it watches us, as long as `isAlive` says so. */
  watch(isAlive: () => boolean): void;
  /** Stops feeding, and waits until everything is said or the manager does not listen. */
  close(): Promise<void>;
}

/** How long the program may take; it waits until the manager has read the message. */
const patience: Millis = seconds(5);
/** How long the end of the master waits for its last words. */
const lastPatience: Millis = millis(2_000);

/** Opens the line that NOTIFY_SOCKET names. */
export function createNotifier(plan: NotifierPlan): Notifier {
  if (!plan.env["NOTIFY_SOCKET"]) return { tell: () => {}, watch: () => {}, close: async () => {} };
  const { clock } = plan;
  const send = createSender(plan);
  let said: Promise<void> = Promise.resolve();
  let waiting = 0;
  let cancel = () => {};
  const tell = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    waiting += 1;
    said = said.then(() => send(lines)).finally(() => (waiting -= 1));
  };
  return {
    tell,
    watch: (isAlive) => {
      const interval = watchdogInterval(plan);
      if (interval === undefined) return;
      const feed = () => {
        // What waits already says as much; more of it would only pile up.
        if (isAlive() && waiting === 0) tell(["WATCHDOG=1"]);
        cancel = clock.after(interval, feed);
      };
      feed();
    },
    close: () => {
      cancel();
      return Promise.race([said, clock.sleep(lastPatience)]);
    },
  };
}

function watchdogInterval({ env, pid, logger }: NotifierPlan): Millis | undefined {
  const watchdog = planWatchdog(env, pid);
  if (watchdog.kind === "not-ours") {
    logger.warn(
      `the watchdog watches process ${watchdog.expected} and not this one, ${pid}: ` +
        "start node itself in the unit, without npm, npx or a shell",
    );
  }
  return watchdog.kind === "ours" ? watchdog.interval : undefined;
}

function createSender({ env, logger }: NotifierPlan): (lines: readonly string[]) => Promise<void> {
  let isMissing = false;
  const { NOTIFY_SOCKET, PATH } = env;
  return (lines) =>
    new Promise((resolve) => {
      if (isMissing) return resolve();
      const child = spawn("systemd-notify", [...lines], {
        env: { NOTIFY_SOCKET, PATH },
        stdio: "ignore",
        timeout: patience,
      });
      child.once("error", ({ code, message }: NodeJS.ErrnoException) => {
        isMissing = code === "ENOENT";
        const cure = isMissing
          ? "the program systemd-notify is missing; install it, or set Type=exec in the unit"
          : message;
        logger.warn(`cannot tell the service manager (NOTIFY_SOCKET): ${cure}`);
        resolve();
      });
      child.once("exit", () => resolve());
    });
}

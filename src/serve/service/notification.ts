/** What a service manager is told, as the lines of sd_notify(3), and when its watchdog wants to hear of us. */

import { type Millis, millis } from "../../core/index.ts";

/** What the master is about, as far as a service manager cares. */
export type ServicePhase =
  | "booting"
  | "serving"
  | "reloading"
  | "scaling"
  | "upgrading"
  | "stopping";

/** What a notification says beside the phase. */
export interface ServiceFacts {
  readonly pid: number;
  readonly workers: number;
  readonly urls: readonly string[];
  /** CLOCK_MONOTONIC in microseconds. */
  readonly monotonic: bigint;
}

/** The lines for a phase that has just begun; none for the first, of which a service manager knows, and for a change of numbers. */
export function planNotification(phase: ServicePhase, facts: ServiceFacts): readonly string[] {
  const { pid, workers, urls, monotonic } = facts;
  const many = workers === 1 ? "1 worker" : `${workers} workers`;
  switch (phase) {
    case "booting":
    case "scaling":
      return [];
    case "serving":
      return ["READY=1", `MAINPID=${pid}`, `STATUS=Serving ${urls.join(" ")} with ${many}`];
    case "reloading":
      return ["RELOADING=1", `MONOTONIC_USEC=${monotonic}`, `STATUS=Reloading ${many}`];
    case "upgrading":
      return ["RELOADING=1", `MONOTONIC_USEC=${monotonic}`, `STATUS=Upgrading ${many}`];
    case "stopping":
      return ["STOPPING=1", "STATUS=Finishing what was accepted"];
    default:
      return phase satisfies never;
  }
}

/** The variables by which a service manager is reached; they mean one process and no child of it. */
export const notifyVariables: readonly string[] = [
  "NOTIFY_SOCKET",
  "WATCHDOG_USEC",
  "WATCHDOG_PID",
];

/** Whether there is a watchdog, and whether it watches us. */
export type WatchdogPlan =
  | { readonly kind: "none" }
  | { readonly kind: "ours"; readonly interval: Millis }
  | { readonly kind: "not-ours"; readonly expected: string };

/** Reads sd_watchdog_enabled(3): half of its time is how often it is told that all is well. */
export function planWatchdog(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): WatchdogPlan {
  const { NOTIFY_SOCKET, WATCHDOG_USEC = "", WATCHDOG_PID } = env;
  if (!NOTIFY_SOCKET || !/^[1-9]\d{0,17}$/.test(WATCHDOG_USEC)) return { kind: "none" };
  if (WATCHDOG_PID && WATCHDOG_PID !== String(pid))
    return { kind: "not-ours", expected: WATCHDOG_PID };
  return { kind: "ours", interval: millis(Math.max(1, Math.floor(Number(WATCHDOG_USEC) / 2_000))) };
}

/** Keeps the service manager informed: every phase of the master becomes a notification, its workers feed the watchdog. */

import type { Clock, Logger } from "../core/index.ts";
import {
  createNotifier,
  type Notifier,
  planNotification,
  type ServicePhase,
} from "../serve/service/index.ts";
import type { MasterStatus } from "../serve/supervisor/index.ts";

/** What reports are made from. */
export interface ReportingPlan {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process that was started, which the service manager watches. */
  readonly pid: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly urls: readonly string[];
  status(): MasterStatus;
}

/** Hears of the master's phases. */
export interface Reporting {
  phase(phase: ServicePhase): void;
  close(): Promise<void>;
}

/** Begins with the first phase; says nothing where nobody listens. */
export function createReporting(plan: ReportingPlan): Reporting {
  const { urls, status, pid } = plan;
  const notifier: Notifier = createNotifier(plan);
  let isWatched = false;
  return {
    phase: (phase) => {
      const workers = status().workers.filter(isServing).length;
      const monotonic = process.hrtime.bigint() / 1_000n;
      notifier.tell(planNotification(phase, { pid, workers, urls, monotonic }));
      if (phase !== "serving" || isWatched) return;
      isWatched = true;
      notifier.watch(() => isAlive(status()));
    },
    close: () => notifier.close(),
  };
}

/** A master that stops is well as long as workers finish; otherwise somebody must serve. */
function isAlive({ phase, workers }: MasterStatus): boolean {
  return phase === "stopping" || workers.some(isServing);
}

function isServing({ state }: MasterStatus["workers"][number]): boolean {
  return state === "ready" || state === "leaving";
}

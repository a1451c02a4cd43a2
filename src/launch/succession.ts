/** Who a serving process is among masters: the one that was started, or a successor of its master. */

import { type Logger, type Problem, toProblem } from "../core/index.ts";
import type { BoundSocket } from "../serve/sockets/index.ts";
import { successionErrors } from "../serve/succession/index.ts";
import type { MasterEnd, MasterStatus, UpgradeOutcome } from "../serve/supervisor/index.ts";
import type { Reporting } from "./reporting.ts";

/** What `serve` asks of it. */
export interface Succession {
  /** The process that was started, if it is another one. */
  readonly stem: number | undefined;
  /** The sockets as our own master may close them. */
  readonly sockets: readonly BoundSocket[];
  /** True once another master has taken our place, or while we have not taken another one's. */
  isMuted(): boolean;
  /** Why neither reload nor scale may begin now; undefined if they may. */
  refusal(): Problem | undefined;
  /** Has the master replaced; resolves with what became of it. */
  upgrade(): Promise<UpgradeOutcome>;
  /** The master was told to stop. */
  stopping(): void;
  /** Resolves when we are the master; called once every worker is ready. */
  takeOver(): Promise<void>;
  /** Resolves when this process is to end. */
  follow(own: Promise<MasterEnd>): Promise<MasterEnd>;
}

/** The master as its succession sees it. */
export interface Reign {
  readonly logger: Logger;
  readonly reporting: Reporting;
  status(): MasterStatus;
  /** Another one is the master: our workers finish. */
  yield(): void;
}

/** An upgrade as the service manager hears of it, unless the master is busy. */
export async function supersede(
  { logger, reporting, status }: Reign,
  ask: () => Promise<UpgradeOutcome>,
): Promise<UpgradeOutcome> {
  const { pid, phase } = status();
  if (phase !== "serving") {
    const problem = toProblem(successionErrors.fail.UPGRADE_BUSY({ phase }));
    logger.error(`not upgraded: ${problem.message}`);
    return { kind: "not-upgraded", pid, problem };
  }
  reporting.phase("upgrading");
  const outcome = await ask();
  if (outcome.kind === "not-upgraded" && status().phase === "serving") reporting.phase("serving");
  return outcome;
}

/** How many workers there are, if that is not what the settings say. */
export function scaledWorkers(
  { target, parked }: MasterStatus,
  planned: number,
): number | undefined {
  const workers = parked ?? target;
  return workers === planned ? undefined : workers;
}

/** The refusal of everything else while an upgrade runs. */
export function upgradeRuns(): Problem {
  return toProblem(successionErrors.fail.UPGRADE_RUNNING({ pid: undefined }));
}

/** The process that was started: master at first, and the stem of its successors after an upgrade. */

import type { Settings } from "../config/index.ts";
import { type Clock, millis, toProblem } from "../core/index.ts";
import type { BoundSocket } from "../serve/sockets/index.ts";
import { Lineage, successionErrors } from "../serve/succession/index.ts";
import type { UpgradeOutcome } from "../serve/supervisor/index.ts";
import { keptBySuccessors } from "./inheritance.ts";
import {
  type Reign,
  scaledWorkers,
  type Succession,
  supersede,
  upgradeRuns,
} from "./succession.ts";
import { type Invocation, planSuccessor } from "./successor-command.ts";

/** What it holds for its successors. */
export interface Estate {
  readonly clock: Clock;
  readonly sockets: readonly BoundSocket[];
  readonly control: string;
  readonly settings: Settings;
  readonly invocation: Invocation;
  /** How many workers were planned. */
  readonly workers: number;
  /** Passes signals on to the master from now on. */
  passSignals(forward: (name: NodeJS.Signals) => void): void;
}

/** The first worker, the others, and the program itself: each may take a boot timeout. */
const startFactor = 3;
const takePatience = millis(10_000);
/** A worker that was cut gets KILL a second later. */
const leaveMargin = 10_000;

/** Founds a line of masters. */
export function createFounder(reign: Reign, estate: Estate): Succession {
  const { clock, sockets, control, settings, invocation, workers } = estate;
  const { bootTimeout, gracefulTimeout, shutdownDelay } = settings;
  let isStem = false;
  const lineage: Lineage = new Lineage({
    policy: {
      startPatience: millis(bootTimeout * startFactor),
      takePatience,
      leavePatience: millis(gracefulTimeout + shutdownDelay + leaveMargin),
    },
    clock,
    logger: reign.logger,
    sockets,
    control,
    kept: keptBySuccessors(settings),
    command: () => planSuccessor(invocation),
    yield: () => {
      isStem = true;
      reign.yield();
      estate.passSignals((name) => lineage.forward(name));
    },
  });
  const hasAdmin = settings.adminListen !== "";
  const ask = () => lineage.upgrade({ workers: scaledWorkers(reign.status(), workers) });
  return {
    stem: undefined,
    sockets: sockets.map((socket) => ({
      ...socket,
      close: () => {
        if (!isStem) socket.close();
      },
    })),
    isMuted: () => isStem,
    refusal: () => (lineage.isUpgrading ? upgradeRuns() : undefined),
    upgrade: async () =>
      hasAdmin ? refuseWithAdmin(reign) : lineage.isUpgrading ? ask() : supersede(reign, ask),
    stopping: () => lineage.stop(),
    takeOver: async () => {},
    follow: (own) => {
      void own.then((end) => lineage.endOwn(end));
      return lineage.ended;
    },
  };
}

/** The master answers on that address itself, so it cannot leave it to another one yet. */
function refuseWithAdmin({ logger, status }: Reign): UpgradeOutcome {
  const problem = toProblem(successionErrors.fail.UPGRADE_UNFIT({ setting: "--admin-listen" }));
  logger.error(`not upgraded: ${problem.message}`);
  return { kind: "not-upgraded", pid: status().pid, problem };
}

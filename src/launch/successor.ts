/** A process that was started to take a master's place: silent until every worker is ready, then the master. */

import { toProblem } from "../core/index.ts";
import type { BoundSocket } from "../serve/sockets/index.ts";
import { type StemLink, successionErrors } from "../serve/succession/index.ts";
import type { PreparedControl } from "../serve/supervisor/index.ts";
import {
  type Reign,
  scaledWorkers,
  type Succession,
  supersede,
  upgradeRuns,
} from "./succession.ts";

/** What it succeeds with. */
export interface Claim {
  readonly link: StemLink;
  readonly control: PreparedControl;
  readonly sockets: readonly BoundSocket[];
  /** How many workers were planned. */
  readonly workers: number;
}

/** Succeeds the master of the started process. */
export function createSuccessor(
  reign: Reign,
  { link, control, sockets, workers }: Claim,
): Succession {
  const { offer } = link;
  let place: "heir" | "master" | "replaced" = "heir";
  let isUpgrading = false;
  void link.replaced.then(() => {
    place = "replaced";
    reign.yield();
  });
  // Who was given a number by a former master passes it on.
  const ask = () => link.upgrade(scaledWorkers(reign.status(), workers) ?? offer.workers);
  const askOnce = async () => {
    isUpgrading = true;
    const outcome = await ask();
    isUpgrading = false;
    return outcome;
  };
  return {
    stem: offer.stem,
    sockets: sockets.map((socket) => ({
      ...socket,
      close: () => {
        socket.close();
        if (place === "master") link.closed();
      },
    })),
    isMuted: () => place !== "master",
    refusal: () => (isUpgrading ? upgradeRuns() : undefined),
    upgrade: () => (isUpgrading ? ask() : supersede(reign, askOnce)),
    stopping: () => {
      if (place === "master") link.stopping();
    },
    takeOver: async () => {
      await link.ready();
      await takePath(link, control);
      place = "master";
      link.taken();
      reign.reporting.phase("serving");
    },
    follow: (own) => {
      const lost = toProblem(successionErrors.fail.STEM_LOST({ pid: offer.stem }));
      return Promise.race([
        own,
        link.gone.then(() => ({ exitCode: lost.exitCode, problem: lost })),
      ]);
    },
  };
}

/** Says why the path cannot be taken, and waits for the end that follows. */
async function takePath(link: StemLink, control: PreparedControl): Promise<void> {
  try {
    control.take();
  } catch (error) {
    await link.failed(toProblem(error));
    await link.gone;
  }
}

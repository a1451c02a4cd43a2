/** `landfall check`: everything that `serve` would load, and nothing that it would open. */

import {
  LandfallError,
  type ListenAddress,
  type ListenTarget,
  type Problem,
  silentLogger,
  systemClock,
  toProblem,
} from "../core/index.ts";
import { readMachine } from "../serve/machine/index.ts";
import { supervisorErrors, WorkerProcess } from "../serve/supervisor/index.ts";
import { planAddresses } from "./addresses.ts";
import { type MachinePlan, planMachine } from "./machine.ts";
import { prepareGeneration } from "./generation.ts";
import { preflight } from "./serve.ts";
import type { ServeCall } from "./serve-call.ts";

/** What is checked, and who hears what the app prints meanwhile. */
export type CheckCall = Pick<ServeCall, "app" | "folder" | "resolved" | "workerMain"> & {
  output(line: string): void;
};

/** What a worker would serve. */
export interface CheckedApp {
  /** What the app was taken for, and the server adapter that calls it. */
  readonly description: string;
  /** Absolute path of the app's entry. */
  readonly file: string;
}

/** Loads the app in a process of its own, without `start()` and without listening; rejects with what is wrong. */
export async function checkApp(call: CheckCall): Promise<CheckedApp> {
  const { settings } = call.resolved;
  await preflight(call);
  const { settings: assigned, command } = prepareGeneration(call, planForCheck(call));
  const addresses = planAddresses(call.resolved).map(pretend);
  const sockets = addresses.map((address) => ({ fd: -1, inode: 0, address }));
  return new Promise((resolve, reject) => {
    let checked: CheckedApp | undefined;
    let isLate = false;
    const refuse = (problem: Problem) => reject(new LandfallError(problem));
    const worker = WorkerProcess.start(
      { ...command(0), descriptors: [] },
      {
        beat: () => {},
        ready: (description, file) => (checked = { description, file }),
        wantsOut: () => {},
        stoppedAccepting: () => {},
        line: (_stream, text) => call.output(text),
        exited: ({ problem, how, lastLine }) => {
          cancel();
          if (checked !== undefined) return resolve(checked);
          if (problem !== undefined) return refuse(problem);
          const seconds = settings.bootTimeout / 1_000;
          const { fail } = supervisorErrors;
          refuse(
            toProblem(
              isLate
                ? fail.WORKER_BOOT_TIMEOUT({ seconds, lastLine })
                : fail.WORKER_DIED({ how, lastLine }),
            ),
          );
        },
      },
    );
    const cancel = systemClock.after(settings.bootTimeout, () => {
      isLate = true;
      worker.kill();
    });
    worker.send({
      kind: "check",
      assignment: { id: 0, generation: 1, sockets, settings: assigned },
    });
  });
}

function planForCheck({ resolved }: CheckCall): MachinePlan {
  const { settings, env } = resolved;
  const facts = readMachine();
  return planMachine({
    settings,
    env,
    facts,
    nodeArguments: process.execArgv,
    logger: silentLogger,
  });
}

/** Nothing is opened, so an app that listens by itself is told an address that somebody might hand over. */
function pretend(target: ListenTarget): ListenAddress {
  return target.kind === "inherited" ? { kind: "tcp", host: "127.0.0.1", port: 0 } : target;
}

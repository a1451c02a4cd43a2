/** Who may tell a master what to do: its signals, its control socket, and npm by dying. */

import type { Clock, Logger } from "../core/index.ts";
import {
  type ControlServer,
  listenToSignals,
  type Master,
  outliveFaults,
  watchNpmParent,
} from "../serve/supervisor/index.ts";

/** Where commands come from. */
export interface CommandSources {
  readonly control: ControlServer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a generation's settings could not change. */
  keptOf(generation: number): readonly string[];
}

/** Passes commands on until the returned function is called. */
export function takeCommands(master: Master, sources: CommandSources): () => void {
  const { control, clock, logger, env, keptOf } = sources;
  const stop = () => master.stop({ now: false });
  const releases = [
    outliveFaults(logger),
    listenToSignals(
      {
        reload: () => void master.reload({ waitDrained: false }),
        stop: (how) => master.stop(how),
        ignore: (name) => logger.warn(`signal ${name} means nothing here yet and is ignored`),
      },
      clock,
    ),
  ];
  if (env["npm_command"] !== undefined) {
    releases.push(
      watchNpmParent(clock, () => {
        logger.warn("npm ended without passing its signal on, stopping");
        stop();
      }),
    );
  }
  answerControl(master, control, { stop, keptOf });
  return () => releases.forEach((release) => release());
}

function answerControl(
  master: Master,
  control: ControlServer,
  { stop, keptOf }: { stop: () => void; keptOf: CommandSources["keptOf"] },
): void {
  control.serve((request, reply) => {
    switch (request.kind) {
      case "status":
        return reply({ kind: "status", status: master.status() });
      case "reload":
        return void master.reload(request).then((outcome) => {
          const kept = outcome.kind === "done" ? { kept: keptOf(outcome.generation) } : {};
          reply({ kind: "reload", outcome: { ...outcome, ...kept } });
        });
      case "stop":
        reply({ kind: "stopping", pid: process.pid });
        return stop();
      default:
        request satisfies never;
    }
  });
}

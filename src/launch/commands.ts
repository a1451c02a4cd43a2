/** Who may tell a master what to do: its signals, its control socket, and npm by dying. */

import type { Clock, Logger } from "../core/index.ts";
import { watchTouches } from "../serve/service/index.ts";
import {
  type ControlServer,
  type KeptLines,
  listenToSignals,
  type LogLine,
  type Master,
  outliveFaults,
  watchNpmParent,
} from "../serve/supervisor/index.ts";

import { isDetached } from "./daemon.ts";
import { sendLines } from "./log-keeping.ts";
import type { Maintenance } from "./maintenance.ts";

/** What only a service has. */
export interface ServiceSources {
  readonly control: ControlServer;
  /** The last lines of the log. */
  readonly kept: KeptLines;
  readonly maintenance: Maintenance;
}

/** Where commands come from. */
export interface CommandSources {
  /** Absent in development. */
  readonly service?: ServiceSources;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files whose change reloads. */
  readonly touched: readonly string[];
  reopenLogs(): void;
  /** What a generation's settings could not change. */
  keptOf(generation: number): readonly string[];
}

/** Passes commands on until the returned function is called. */
export function takeCommands(master: Master, sources: CommandSources): () => void {
  const { service, clock, logger, env, touched, keptOf } = sources;
  const stop = () => master.stop({ now: false });
  const reload = () => void master.reload({ waitDrained: false });
  const releases = [
    outliveFaults(logger),
    listenToSignals(
      {
        reload,
        stop: (how) => master.stop(how),
        reopenLogs: () => sources.reopenLogs(),
        scale: (change) => void master.scale(change),
        ignore: (name) => logger.warn(`signal ${name} means nothing here yet and is ignored`),
      },
      clock,
    ),
    ...(service === undefined ? [] : [service.maintenance.watch()]),
    watchTouches(touched, clock, (path) => {
      logger.info(`${path} was touched, reloading`);
      reload();
    }),
  ];
  // A daemon's parent is meant to go.
  if (env["npm_command"] !== undefined && !isDetached({ env })) {
    releases.push(
      watchNpmParent(clock, () => {
        logger.warn("npm ended without passing its signal on, stopping");
        stop();
      }),
    );
  }
  if (service !== undefined) releases.push(answerControl(master, service, { keptOf, clock, stop }));
  return () => releases.forEach((release) => release());
}

interface Answers extends Pick<CommandSources, "keptOf" | "clock"> {
  stop(): void;
}

/** Answers until the returned function is called, which hands followers of the log its last lines. */
function answerControl(
  master: Master,
  { control, kept, maintenance }: ServiceSources,
  { stop, keptOf, clock }: Answers,
): () => void {
  const endings = new Set<() => void>();
  control.serve((request, reply, gone) => {
    switch (request.kind) {
      case "status":
        return reply({ kind: "status", status: master.status() });
      case "reload":
        return void master.reload(request).then((outcome) => {
          const kept = outcome.kind === "done" ? { kept: keptOf(outcome.generation) } : {};
          reply({ kind: "reload", outcome: { ...outcome, ...kept } });
        });
      case "scale": {
        const change = { kind: "to", workers: request.workers } as const;
        return void master.scale(change).then((outcome) => reply({ kind: "scale", outcome }));
      }
      case "logs": {
        const send = (lines: readonly LogLine[]) => reply({ kind: "logs", lines });
        const end = sendLines(kept, clock, { ...request, gone, send });
        endings.add(end);
        return gone.addEventListener("abort", () => endings.delete(end));
      }
      case "maintenance":
        return void maintenance
          .obey(request)
          .then((outcome) => reply({ kind: "maintenance", outcome }));
      case "stop":
        reply({ kind: "stopping", pid: process.pid });
        return stop();
      default:
        request satisfies never;
    }
  });
  return () => endings.forEach((end) => end());
}

/** Who may tell a master what to do: its signals, its control socket, and npm by dying. */

import type { Clock, Logger, Problem } from "../core/index.ts";
import { watchTouches } from "../serve/service/index.ts";
import {
  type ControlServer,
  forwardSignals,
  type KeptLines,
  listenToSignals,
  type LogLine,
  type Master,
  outliveFaults,
  type ReloadOutcome,
  type ScaleChange,
  watchNpmParent,
} from "../serve/supervisor/index.ts";

import { isDetached } from "./daemon.ts";
import type { Succession } from "./succession.ts";
import { sendLines } from "./log-keeping.ts";
import type { Maintenance } from "./maintenance.ts";

/** What only a service has. */
export interface ServiceSources {
  readonly control: ControlServer;
  /** The last lines of the log. */
  readonly kept: KeptLines;
  readonly maintenance: Maintenance;
  readonly succession: Succession;
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
  const { service, clock, logger, touched } = sources;
  const succession = service?.succession;
  const stop = (how = { now: false }) => {
    succession?.stopping();
    master.stop(how);
  };
  const unlessRefused = (act: () => void) => {
    const refusal = succession?.refusal();
    if (refusal === undefined) act();
    else logger.warn(`ignored: ${refusal.message}`);
  };
  const reload = () => unlessRefused(() => void master.reload({ waitDrained: false }));
  const scale = (change: ScaleChange) => unlessRefused(() => void master.scale(change));
  const upgrade = () => {
    if (succession === undefined) logger.warn("signal USR2 means nothing in development");
    else void succession.upgrade();
  };
  const { reopenLogs } = sources;
  const actions = { reload, stop, reopenLogs, scale, upgrade };
  const releases = [
    outliveFaults(logger),
    // A successor has no terminal; its stem looks at its own before it passes a signal on.
    succession?.stem === undefined
      ? listenToSignals(actions, clock)
      : listenToSignals(actions, clock, false),
    ...(service === undefined ? [] : [service.maintenance.watch()]),
    watchTouches(touched, clock, (path) => {
      logger.info(`${path} was touched, reloading`);
      reload();
    }),
  ];
  if (succession?.stem === undefined) releases.push(followNpm(sources, () => stop()));
  if (service !== undefined) {
    releases.push(answerControl(master, service, { ...sources, stop: () => stop() }));
  }
  return () => releases.forEach((release) => release());
}

/** What a stem does with commands: it passes them on, until the returned function is called. */
export function passCommands(
  sources: Pick<CommandSources, "clock" | "logger" | "env" | "reopenLogs">,
  forward: (name: NodeJS.Signals) => void,
): () => void {
  const releases = [
    outliveFaults(sources.logger),
    forwardSignals((name) => {
      if (name === "SIGUSR1") sources.reopenLogs();
      forward(name);
    }),
    followNpm(sources, () => forward("SIGTERM")),
  ];
  return () => releases.forEach((release) => release());
}

/** A daemon's parent is meant to go. */
function followNpm(
  { env, clock, logger }: Pick<CommandSources, "clock" | "logger" | "env">,
  stop: () => void,
): () => void {
  if (env["npm_command"] === undefined || isDetached({ env })) return () => {};
  return watchNpmParent(clock, () => {
    logger.warn("npm ended without passing its signal on, stopping");
    stop();
  });
}

interface Answers extends Pick<CommandSources, "keptOf" | "clock"> {
  stop(): void;
}

/** Answers until the returned function is called, which hands followers of the log its last lines. */
function answerControl(
  master: Master,
  { control, kept, maintenance, succession }: ServiceSources,
  { stop, keptOf, clock }: Answers,
): () => void {
  const endings = new Set<() => void>();
  const { stem } = succession;
  control.serve((request, reply, gone) => {
    const refusal = succession.refusal();
    switch (request.kind) {
      case "status":
        return reply({ kind: "status", status: { ...master.status(), stem } });
      case "reload":
        if (refusal !== undefined)
          return reply({ kind: "reload", outcome: notReloaded(master, refusal) });
        return void master.reload(request).then((outcome) => {
          const kept = outcome.kind === "done" ? { kept: keptOf(outcome.generation) } : {};
          reply({ kind: "reload", outcome: { ...outcome, ...kept } });
        });
      case "scale": {
        const workers = master.status().target;
        if (refusal !== undefined)
          return reply({
            kind: "scale",
            outcome: { kind: "not-scaled", workers, problem: refusal },
          });
        const change = { kind: "to", workers: request.workers } as const;
        return void master.scale(change).then((outcome) => reply({ kind: "scale", outcome }));
      }
      case "upgrade":
        return void succession.upgrade().then((outcome) => reply({ kind: "upgrade", outcome }));
      case "logs": {
        const send = (lines: readonly LogLine[]) => reply({ kind: "logs", lines });
        const sent = sendLines(kept, clock, { ...request, gone, send });
        const end = () => {
          sent();
          if (!succession.isMuted()) return;
          reply({ kind: "refused", reason: "the master was replaced; ask the new one" });
        };
        endings.add(end);
        return gone.addEventListener("abort", () => endings.delete(end));
      }
      case "maintenance":
        return void maintenance
          .obey(request)
          .then((outcome) => reply({ kind: "maintenance", outcome }));
      case "stop":
        reply({ kind: "stopping", pid: process.pid, stem });
        return stop();
      default:
        request satisfies never;
    }
  });
  return () => endings.forEach((end) => end());
}

function notReloaded(master: Master, problem: Problem): ReloadOutcome {
  const { generation } = master.status();
  return { kind: "failed", generation, problem, serving: [generation] };
}

/** What to listen on: `--listen` and its shorthands `--host`, `--port`, `--unix`, and sockets that were handed over. */

import type { Origin, Resolved, Settings } from "../config/index.ts";
import { formatListenTarget, type ListenAddress, type ListenTarget } from "../core/index.ts";
import { findDescriptors, type Handover, socketErrors } from "../serve/sockets/index.ts";
import { launchErrors } from "./errors.ts";

/** What to listen on, and what to say about it. */
export interface ListenPlan {
  readonly targets: readonly ListenTarget[];
  readonly warning?: string;
}

const strength: Readonly<Record<Origin["kind"], number>> = {
  default: 0,
  file: 1,
  "env-file": 2,
  environment: 3,
  parameter: 4,
  flag: 4,
};

/**
 * Handed-over sockets are what the service manager wants served: nothing else is opened beside them unless each is
 * named, and asking for other addresses only is a contradiction. A platform's `PORT` asks for nothing.
 */
export function planListening(resolved: Resolved<Settings>, handover: Handover): ListenPlan {
  const targets = planAddresses(resolved);
  const isNamed = targets.some(({ kind }) => kind === "inherited");
  switch (handover.kind) {
    case "none":
      return { targets: named(targets, handover) };
    case "not-ours": {
      const { expected } = handover;
      if (!isAskedFor(resolved))
        throw socketErrors.fail.LISTEN_FDS_NOT_OURS({ expected, pid: process.pid });
      const warning = `LISTEN_FDS is for process ${expected}, this is ${process.pid}: its sockets are ignored`;
      return { targets: named(targets, handover), warning };
    }
    case "ours": {
      if (isNamed) return { targets: named(targets, handover) };
      const count = handover.descriptors.length;
      const asked = targets.map(formatListenTarget).join(", ");
      if (isAskedFor(resolved)) throw launchErrors.fail.LISTEN_CONFLICT({ asked, count });
      return { targets: handover.descriptors.map(({ fd }) => inherited(fd)) };
    }
    default:
      return handover satisfies never;
  }
}

/**
 * Host and port stand beside the other addresses when they were given as explicitly as those: a platform's
 * `PORT` variable does not add a port to what the command line asks for.
 */
export function planAddresses({ settings, origins }: Resolved<Settings>): readonly ListenTarget[] {
  const { host, port, unix, listen, ports } = settings;
  if (ports.length > 0) return planPorts({ settings, origins });
  const sockets = unix.map((path): ListenAddress => ({ kind: "unix", path }));
  const others = [...listen, ...sockets];
  const shorthand: ListenAddress = { kind: "tcp", host, port };
  if (others.length === 0) return [shorthand];
  const askedFor = Math.max(strength[origins.host.kind], strength[origins.port.kind]);
  const standard = Math.max(strength[origins.listen.kind], strength[origins.unix.kind]);
  return askedFor >= standard ? [shorthand, ...others] : others;
}

/** A port for each worker: nothing may be asked for beside that, by a word of the same weight or a weightier one. */
function planPorts({ settings, origins }: Resolved<Settings>): readonly ListenTarget[] {
  const { host, ports, workers } = settings;
  const others = ["listen", "unix", "port", "workers"] as const;
  const rival = others.find((key) => {
    const isSame = key === "workers" && workers === ports.length;
    const isLouder = strength[origins[key].kind] >= strength[origins.ports.kind];
    return !isSame && isLouder && !isPlatforms(origins[key]);
  });
  if (rival !== undefined) throw launchErrors.fail.PORTS_CONFLICT({ flag: `--${rival}` });
  return ports.map((port) => ({ kind: "tcp", host, port }));
}

/** `PORT` and `WEB_CONCURRENCY` are there whether anybody asks for them or not. */
function isPlatforms(origin: Origin): boolean {
  const isVariable = origin.kind === "environment" || origin.kind === "env-file";
  return isVariable && !origin.name.startsWith("LANDFALL_");
}

function isAskedFor({ settings, origins }: Resolved<Settings>): boolean {
  const flags = [origins.host, origins.port].some(({ kind }) => kind === "flag");
  return [settings.listen, settings.unix, settings.ports].some(({ length }) => length > 0) || flags;
}

function named(targets: readonly ListenTarget[], handover: Handover): readonly ListenTarget[] {
  return targets.flatMap((target) =>
    target.kind === "inherited"
      ? findDescriptors(handover, target.descriptor).map(inherited)
      : [target],
  );
}

function inherited(descriptor: number): ListenTarget {
  return { kind: "inherited", descriptor };
}

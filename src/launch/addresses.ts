/** Which addresses to listen on: `--listen` and its shorthands `--host`, `--port` and `--unix`. */

import type { Origin, Resolved, Settings } from "../config/index.ts";
import type { ListenAddress } from "../core/index.ts";

const strength: Readonly<Record<Origin["kind"], number>> = {
  default: 0,
  file: 1,
  "env-file": 2,
  environment: 3,
  parameter: 4,
  flag: 4,
};

/**
 * Host and port stand beside the other addresses when they were given as explicitly as those: a platform's
 * `PORT` variable does not add a port to what the command line asks for.
 */
export function planAddresses({ settings, origins }: Resolved<Settings>): readonly ListenAddress[] {
  const { host, port, unix, listen } = settings;
  const sockets = unix.map((path): ListenAddress => ({ kind: "unix", path }));
  const others = [...listen, ...sockets];
  const shorthand: ListenAddress = { kind: "tcp", host, port };
  if (others.length === 0) return [shorthand];
  const askedFor = Math.max(strength[origins.host.kind], strength[origins.port.kind]);
  const standard = Math.max(strength[origins.listen.kind], strength[origins.unix.kind]);
  return askedFor >= standard ? [shorthand, ...others] : others;
}

/** What a successor takes over as it is: the sockets, and the settings that the started process obeys to its end. */

import { keepFixed, type LoadedConfig, type Settings } from "../config/index.ts";
import type { Logger } from "../core/index.ts";
import { adoptOffered, type BoundSocket } from "../serve/sockets/index.ts";
import type { ChildOffer } from "../serve/succession/index.ts";

/** Bound, opened or given up once, by the process that was started. */
const started = [
  "host",
  "port",
  "unix",
  "listen",
  "ports",
  "unixMode",
  "reusePort",
  "control",
  "pidFile",
  "user",
  "group",
  "daemon",
] as const satisfies readonly (keyof Settings)[];

/** The first descriptor after stdin, stdout and stderr. */
const firstInherited = 3;

/** These settings with their values. */
export function keptBySuccessors(settings: Settings): Readonly<Record<string, unknown>> {
  return Object.fromEntries(started.map((key) => [key, settings[key]]));
}

/** The settings of a successor: its own, but for what cannot change under it, which the log says. */
export function inheritSettings(
  own: LoadedConfig,
  { kept }: ChildOffer,
  logger: Logger,
): LoadedConfig {
  // A release may know other settings than the one that has started us.
  const known = started.filter((key) => key in kept);
  const held = Object.fromEntries(known.map((key) => [key, kept[key]]));
  const before = { ...own, settings: { ...own.settings, ...held } };
  const { kept: sentences, settings, origins } = keepFixed(before, own, known);
  for (const sentence of sentences) logger.warn(sentence);
  return { ...own, settings, origins };
}

/** The sockets at the descriptors where they were put. */
export function inheritSockets({ sockets }: ChildOffer): readonly BoundSocket[] {
  return sockets.map((socket, index) => {
    const { worker } = socket;
    return {
      ...adoptOffered(firstInherited + index, socket),
      ...(worker !== undefined && { worker }),
    };
  });
}

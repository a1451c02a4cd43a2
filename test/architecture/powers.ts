/** Each power over the process has one holder; whoever else needs it gets handed a value. */
import type { Finding } from "./finding.ts";
import { usesOf } from "./power-uses.ts";
import type { Source } from "./source.ts";

/** Something that acts on the whole process. */
export type Power = "environment" | "arguments and exit" | "signals" | "output" | "timers";

/** Who holds a power: a file, or a folder with a trailing `/`, and why. */
export interface Holder {
  readonly power: Power;
  readonly at: string;
  readonly reason: string;
}

/** Reports each use of a power by somebody who does not hold it. */
export function checkPowers(files: readonly Source[], holders: readonly Holder[]): Finding[] {
  return files.flatMap((source) => {
    const held = holders.filter(({ at }) => isWithin(source.path, at)).map(({ power }) => power);
    return usesOf(source)
      .filter(({ power }) => power === undefined || !held.includes(power))
      .map(({ what, power = "hidden power", line }) => {
        const message = `${what} is used by somebody who does not hold it (${power})`;
        return { rule: "powers", path: source.path, line, message };
      });
  });
}

function isWithin(path: string, at: string): boolean {
  return at.endsWith("/") ? path.startsWith(at) : path === at;
}

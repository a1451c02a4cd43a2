/** Durations as branded milliseconds, written `250ms`, `30s`, `5m`, `1h`, `2d`; a bare number is seconds. */

import { defineErrors, type ErrorTable } from "./errors.ts";

/** A duration in milliseconds. */
export type Millis = number & { readonly __unit: "ms" };

const factors = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What each error of a written duration is told. */
export interface DurationErrors {
  DURATION_INVALID: { text: string };
}

/** What can be wrong with a written duration. */
export const durationErrors: ErrorTable<DurationErrors> = defineErrors<DurationErrors>({
  DURATION_INVALID: {
    message: ({ text }) => `expected a duration, got ${JSON.stringify(text)}`,
    hint: () => "Write a number with a unit: 250ms, 30s, 5m, 1h, 2d. A bare number is seconds.",
    exitCode: 2,
  },
});

/** Marks a number of milliseconds as a duration. */
export function millis(count: number): Millis {
  return count as Millis;
}

/** Marks a number of seconds as a duration. */
export function seconds(count: number): Millis {
  return millis(count * 1_000);
}

/** Reads `30s`, `1.5m`, `250ms`, or a bare number of seconds; throws `DURATION_INVALID`. */
export function parseDuration(text: string): Millis {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  if (match === null) throw durationErrors.fail.DURATION_INVALID({ text });
  const unit = (match[2] ?? "s") as keyof typeof factors;
  return millis(Math.round(Number(match[1]) * factors[unit]));
}

/** Writes a duration in its largest whole unit, so that `parseDuration` reads the same value back. */
export function formatDuration(duration: Millis): string {
  const units = ["d", "h", "m", "s"] as const;
  const unit = units.find((name) => duration !== 0 && duration % factors[name] === 0);
  return unit === undefined ? `${duration}ms` : `${duration / factors[unit]}${unit}`;
}

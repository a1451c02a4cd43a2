/** What is made of the rounds: medians, the spread between them, and ratios taken round by round. Pure. */

/** The median, and the lowest and the highest of the rounds; NaN where there is none. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** A value of one round. */
export interface RoundValue {
  readonly round: number;
  readonly value: number;
}

/** The one in the middle; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between the two nearest values, `part` from 0 to 1. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** Median, lowest and highest. */
export function toSpread(values: readonly number[]): Spread {
  const isEmpty = values.length === 0;
  return {
    median: median(values),
    lowest: isEmpty ? Number.NaN : Math.min(...values),
    highest: isEmpty ? Number.NaN : Math.max(...values),
  };
}

/** Own value through the other's of the same round, so that a machine that slows down slows both. */
export function toRatios(own: readonly RoundValue[], others: readonly RoundValue[]): number[] {
  const byRound = new Map(others.map(({ round, value }) => [round, value]));
  return own.flatMap(({ round, value }) => {
    const other = byRound.get(round);
    return other === undefined || other === 0 ? [] : [value / other];
  });
}

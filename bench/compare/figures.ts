/** From single measurements to the rows of a table and verdicts on targets. Pure. */

import { toRatios, toSpread, type RoundValue, type Spread } from "../measuring/statistics.ts";
import type { LoadSuite, Target } from "./suite.ts";

/** One measurement of one competitor. */
export interface Figure {
  readonly competitor: string;
  readonly round: number;
  readonly perSecond: number;
  /** Requests per second of the processor time of all its processes. */
  readonly perCpuSecond: number;
  /** Memory of all its processes after the load. */
  readonly megabytes: number;
}

/** A competitor that has no figures in a suite, or not all, and why. */
export interface Fault {
  readonly competitor: string;
  readonly reason: string;
}

/** One competitor's line. */
export interface Row {
  readonly competitor: string;
  readonly perSecond: Spread;
  /** Share of the base, taken round by round. */
  readonly ratio: Spread;
  readonly perCpuSecond: Spread;
  readonly cpuRatio: Spread;
  readonly megabytes: number;
}

/** What became of a target. */
export interface Verdict extends Target {
  readonly ratio: Spread;
  readonly says: "on target" | "above floor" | "below floor" | "below target" | "not measured";
}

/** Every competitor that has figures, in the order of the suite. */
export function toRows(
  { competitors, base }: Pick<LoadSuite, "competitors" | "base">,
  figures: readonly Figure[],
): readonly Row[] {
  return competitors
    .filter((name) => figures.some(({ competitor }) => competitor === name))
    .map((name) => {
      const spread = (key: Measure): Spread => toSpread(pick(figures, name, key).map(toValue));
      const against = (key: Measure): Spread => ratioOf(figures, key, [name, base]);
      return {
        competitor: name,
        perSecond: spread("perSecond"),
        ratio: against("perSecond"),
        perCpuSecond: spread("perCpuSecond"),
        cpuRatio: against("perCpuSecond"),
        megabytes: spread("megabytes").median,
      };
    });
}

/** Judges each target by the median of the rounds' ratios. */
export function judge(targets: readonly Target[], figures: readonly Figure[]): readonly Verdict[] {
  return targets.map((target) => {
    const ratio = ratioOf(figures, "perSecond", [target.competitor, target.against]);
    return { ...target, ratio, says: decide(ratio.median, target) };
  });
}

type Measure = "perSecond" | "perCpuSecond" | "megabytes";

function decide(ratio: number, { floor, target }: Target): Verdict["says"] {
  if (Number.isNaN(ratio)) return "not measured";
  if (ratio >= target) return "on target";
  if (floor === undefined) return "below target";
  return ratio >= floor ? "above floor" : "below floor";
}

function ratioOf(
  figures: readonly Figure[],
  key: Measure,
  [own, other]: readonly [string, string],
): Spread {
  return toSpread(toRatios(pick(figures, own, key), pick(figures, other, key)));
}

function pick(figures: readonly Figure[], name: string, key: Measure): readonly RoundValue[] {
  return figures
    .filter(({ competitor }) => competitor === name)
    .map((figure) => ({ round: figure.round, value: figure[key] }));
}

function toValue({ value }: RoundValue): number {
  return value;
}

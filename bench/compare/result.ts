/** What a suite gives: figures for `--json`, the report and the page. */

import type { Fault, Row, Verdict } from "./figures.ts";
import type { LoadSuite, OwnSuite, ReloadSuite } from "./suite.ts";

/** One reloaded competitor's line; latencies in milliseconds. */
export interface ReloadRow {
  readonly competitor: string;
  readonly requests: number;
  readonly reloads: number;
  readonly lost: number;
  /** What the losses were, by kind. */
  readonly losses: Readonly<Record<string, number>>;
  readonly quietP99: number;
  readonly reloadingP99: number;
}

/** A suite that ran. */
export type SuiteResult =
  | {
      readonly kind: "load";
      readonly suite: LoadSuite;
      readonly rows: readonly Row[];
      readonly verdicts: readonly Verdict[];
      readonly faults: readonly Fault[];
    }
  | {
      readonly kind: "reload";
      readonly suite: ReloadSuite;
      readonly rows: readonly ReloadRow[];
      readonly faults: readonly Fault[];
    }
  | {
      readonly kind: "own";
      readonly suite: OwnSuite;
      readonly text: string;
      /** Whether it exited otherwise than with 0. */
      readonly hasFailed: boolean;
      readonly faults: readonly Fault[];
    };

/** Whether something in it must not be: a floor that does not hold, a request that Landfall lost, or no figure of it at all. */
export function isBad(result: SuiteResult): boolean {
  if (result.faults.some(({ competitor }) => competitor === "landfall")) return true;
  switch (result.kind) {
    case "load":
      return result.verdicts.some(({ says }) => says === "below floor");
    case "reload":
      return result.rows.some(({ competitor, lost }) => competitor === "landfall" && lost > 0);
    case "own":
      return result.hasFailed;
    default:
      return result satisfies never;
  }
}

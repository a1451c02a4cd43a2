/** What becomes of an upgrade: a successor takes the master's place, or the master serves on. */

import * as z from "zod";
import type { Problem } from "../../core/index.ts";
import { problemSchema } from "./problem-schema.ts";

/** A successor has taken over. */
export interface UpgradeDone {
  readonly kind: "upgraded";
  /** The master now. */
  readonly pid: number;
  /** The one that it replaced. */
  readonly was: number;
  /** Milliseconds from the request until every new worker was ready and the old ones were told to leave. */
  readonly took: number;
}

/** How an upgrade ended; when it failed, `pid` is the master that serves on. */
export type UpgradeOutcome =
  | UpgradeDone
  | { readonly kind: "not-upgraded"; readonly pid: number; readonly problem: Problem };

/** Validates an outcome that comes over a pipe or a socket. */
export const upgradeSchema: z.ZodType<UpgradeOutcome> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("upgraded"),
    pid: z.number(),
    was: z.number(),
    took: z.number(),
  }),
  z.object({ kind: z.literal("not-upgraded"), pid: z.number(), problem: problemSchema }),
]);

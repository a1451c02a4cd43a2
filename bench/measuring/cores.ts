/** Which processors a command may use, through taskset(1). */

import { availableParallelism } from "node:os";

/** Server and load generator on a processor each, or both on all of them. */
export type Placement = "apart" | "together";

/** The first two processors of this machine. */
const places = { server: "0", load: "1" } as const;

/** The command as it is started; with a single processor nothing can be set apart. */
export function placed(
  argv: readonly [string, ...string[]],
  role: keyof typeof places,
  placement: Placement,
): readonly [string, ...string[]] {
  if (placement === "together" || availableParallelism() < 2) return argv;
  return ["taskset", "-c", places[role], ...argv];
}

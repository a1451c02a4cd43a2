/** What the engines are held to; until `direct` exists its rows say that it was not measured. */

import type { Target } from "./suite.ts";

/** A target of engine `direct` against another server; a share without a floor is only aimed at. */
export function directTarget(
  against: string,
  { floor, target }: Pick<Target, "floor" | "target">,
): Target {
  const what = `engine \`direct\` against ${against}`;
  return {
    what,
    competitor: "landfall-direct",
    against,
    target,
    ...(floor === undefined ? {} : { floor }),
  };
}

/** What engine `node` is held to. */
export const nodeTarget: Target = {
  what: "engine `node` against node-http",
  competitor: "landfall",
  against: "node-http",
  floor: 0.93,
  target: 0.97,
};

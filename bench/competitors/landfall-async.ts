/** Landfall, the handler an async function. */

import { landfallServe } from "./commands/landfall-serve.ts";
import type { Competitor } from "./contract.ts";

export const landfallAsync: Competitor = {
  name: "landfall-async",
  about: "Landfall, the handler an async function",
  needs: [],
  version: { kind: "own" },
  can: [],
  start: (place) => landfallServe(place, "landfall-async.ts"),
};

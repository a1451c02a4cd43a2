/** Landfall, the handler is Hono with its router. */

import { landfallServe } from "./commands/landfall-serve.ts";
import type { Competitor } from "./contract.ts";

export const landfallHono: Competitor = {
  name: "landfall-hono",
  about: "Landfall, the handler is Hono with its router",
  needs: [],
  version: { kind: "own" },
  can: [],
  start: (place) => landfallServe(place, "landfall-hono.ts"),
};

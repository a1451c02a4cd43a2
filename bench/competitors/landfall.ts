/** Landfall as a user starts it: `landfall serve app.ts --workers N`, a master and its workers. */

import { landfallReload, landfallServe } from "./commands/landfall-serve.ts";
import type { Competitor } from "./contract.ts";

export const landfall: Competitor = {
  name: "landfall",
  about: "Landfall, `landfall serve` with one master and its workers",
  needs: [],
  version: { kind: "own" },
  can: ["echo", "unix", "workers"],
  start: (place) =>
    landfallServe(place, place.app === "told" ? "landfall-told.ts" : "landfall-hello.ts"),
  reload: landfallReload,
};

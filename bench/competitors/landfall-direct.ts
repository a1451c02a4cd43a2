/** Landfall with its own HTTP/1.1 server: `--server direct`. */

import { landfallServe } from "./commands/landfall-serve.ts";
import type { Competitor } from "./contract.ts";

export const landfallDirect: Competitor = {
  name: "landfall-direct",
  about: "Landfall with engine `direct`",
  needs: [{ kind: "adapter", name: "direct" }],
  version: { kind: "own" },
  can: ["echo", "unix"],
  start: (place) => landfallServe(place, "landfall-hello.ts", "--server", "direct"),
};

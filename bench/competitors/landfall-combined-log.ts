/** Landfall with an access log, combined. */

import { landfallServe } from "./commands/landfall-serve.ts";
import type { Competitor } from "./contract.ts";

export const landfallCombinedLog: Competitor = {
  name: "landfall-combined-log",
  about: "Landfall with an access log, combined",
  needs: [],
  version: { kind: "own" },
  can: [],
  start: (place) =>
    landfallServe(
      place,
      "landfall-hello.ts",
      "--access-log",
      "combined",
      "--access-log-file",
      "/dev/null",
    ),
};

/** Landfall with an access log, JSON. */

import { landfallServe } from "./commands/landfall-serve.ts";
import type { Competitor } from "./contract.ts";

export const landfallJsonLog: Competitor = {
  name: "landfall-json-log",
  about: "Landfall with an access log, JSON",
  needs: [],
  version: { kind: "own" },
  can: [],
  start: (place) =>
    landfallServe(
      place,
      "landfall-hello.ts",
      "--access-log",
      "json",
      "--access-log-file",
      "/dev/null",
    ),
};

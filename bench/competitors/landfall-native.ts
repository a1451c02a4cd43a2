/** Landfall with Node's own Response: `--native-response`. */

import { landfallServe } from "./commands/landfall-serve.ts";
import type { Competitor } from "./contract.ts";

export const landfallNative: Competitor = {
  name: "landfall-native",
  about: "Landfall with Node's own Response: `--native-response`",
  needs: [],
  version: { kind: "own" },
  can: [],
  start: (place) => landfallServe(place, "landfall-hello.ts", "--native-response"),
};

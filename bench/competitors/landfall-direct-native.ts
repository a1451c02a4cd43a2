/** Landfall with its own HTTP/1.1 server and Node's own Response: `--server direct --native-response`. */

import { landfallServe } from "./commands/landfall-serve.ts";
import type { Competitor } from "./contract.ts";

export const landfallDirectNative: Competitor = {
  name: "landfall-direct-native",
  about: "Landfall with engine `direct` and Node's own Response",
  needs: [{ kind: "adapter", name: "direct" }],
  version: { kind: "own" },
  can: [],
  start: (place) =>
    landfallServe(place, "landfall-hello.ts", "--server", "direct", "--native-response"),
};

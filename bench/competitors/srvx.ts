/** srvx with its fast Response. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const srvx: Competitor = {
  name: "srvx",
  about: "srvx with its fast Response",
  needs: [],
  version: { kind: "package", name: "srvx" },
  can: ["echo", "unix"],
  start: (place) => nodeProgram(place, "srvx.ts"),
};

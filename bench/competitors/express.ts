/** Express. */

import { nodeProgram } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const express: Competitor = {
  name: "express",
  about: "Express",
  needs: [],
  version: { kind: "package", name: "express" },
  can: ["echo", "unix"],
  start: (place) => nodeProgram(place, "express.ts"),
};

/** Bun.serve, on Bun from npm. */

import { join } from "node:path";

import { listenEnvironment, programPath } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const bun: Competitor = {
  name: "bun",
  about: "Bun.serve",
  needs: [{ kind: "npm", package: "bun", range: "^1.4.5" }],
  version: { kind: "package", name: "bun" },
  can: ["echo", "unix"],
  start: (place) => ({
    argv: [join(place.installed, "node_modules/.bin/bun"), programPath("bun.ts")],
    env: listenEnvironment(place),
  }),
};

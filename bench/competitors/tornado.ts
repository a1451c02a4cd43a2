/** Tornado with its own handlers. */

import { debianVersion, python, pythonEnvironment, pythonModule } from "./commands/python.ts";
import { programPath } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const tornado: Competitor = {
  name: "tornado",
  about: "Tornado",
  needs: [pythonModule("tornado", "python3-tornado")],
  version: debianVersion("python3-tornado"),
  can: ["echo", "unix"],
  start: (place) => ({
    argv: [python, programPath("tornado_server.py")],
    env: pythonEnvironment(place),
  }),
};

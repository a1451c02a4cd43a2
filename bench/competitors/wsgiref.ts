/** Bottle on wsgiref, the server of Python's own library: what Bottle takes when nothing else is said. */

import { debianVersion, python, pythonEnvironment, pythonModule } from "./commands/python.ts";
import { programPath } from "./commands/node-program.ts";
import type { Competitor } from "./contract.ts";

export const wsgiref: Competitor = {
  name: "wsgiref",
  about: "Bottle on wsgiref",
  needs: [pythonModule("bottle", "python3-bottle")],
  version: debianVersion("python3-bottle"),
  can: ["echo"],
  start: (place) => ({
    argv: [python, programPath("bottle_wsgiref.py")],
    env: pythonEnvironment(place),
  }),
};

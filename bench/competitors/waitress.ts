/** waitress with its four threads. */

import { bindAddress, debianVersion, python } from "./commands/python.ts";
import { pythonEnvironment, pythonModule } from "./commands/python.ts";
import type { Competitor, Place } from "./contract.ts";

export const waitress: Competitor = {
  name: "waitress",
  about: "waitress, 4 threads",
  needs: [pythonModule("waitress", "python3-waitress")],
  version: debianVersion("python3-waitress"),
  can: ["echo", "unix"],
  start: (place) => ({
    argv: [python, "-m", "waitress", ...listening(place), "wsgi_apps:hello"],
    env: pythonEnvironment(place),
  }),
};

function listening({ target }: Place): readonly string[] {
  if (target.kind === "unix") return [`--unix-socket=${target.path}`];
  return [`--listen=${bindAddress(target, "")}`];
}

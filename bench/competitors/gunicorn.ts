/** gunicorn with the workers that keep connections alive, and HUP to reload. */

import { toFlags } from "./commands/flags.ts";
import { bindAddress, debianVersion, python } from "./commands/python.ts";
import { pythonEnvironment, pythonModule } from "./commands/python.ts";
import type { Competitor, Place } from "./contract.ts";

export const gunicorn: Competitor = {
  name: "gunicorn",
  about: "gunicorn, gthread workers with 4 threads",
  needs: [pythonModule("gunicorn", "gunicorn")],
  version: debianVersion("gunicorn"),
  can: ["echo", "unix", "workers"],
  start: (place) => ({
    argv: [python, "-m", "gunicorn", `wsgi_apps:${place.app}`, ...flags(place)],
    env: pythonEnvironment(place),
  }),
  reload: () => ({ kind: "signal", signal: "SIGHUP" }),
};

function flags({ target, workers }: Place): readonly string[] {
  return toFlags({
    bind: bindAddress(target, "unix:"),
    workers: String(workers),
    "worker-class": "gthread",
    threads: "4",
    "log-level": "warning",
  });
}

/** uWSGI speaking HTTP/1.1 by itself, with connections kept alive. */

import { toFlags } from "./commands/flags.ts";
import { bindAddress, debianVersion, pythonEnvironment } from "./commands/python.ts";
import type { Competitor, Place } from "./contract.ts";

export const uwsgi: Competitor = {
  name: "uwsgi",
  about: "uWSGI, `--http11-socket`",
  needs: [
    { kind: "program", name: "uwsgi", probe: ["uwsgi", "--version"], package: "uwsgi" },
    {
      kind: "program",
      name: "uwsgi's plugin for Python",
      probe: ["test", "-e", "/usr/lib/uwsgi/plugins/python3_plugin.so"],
      package: "uwsgi-plugin-python3",
    },
  ],
  version: debianVersion("uwsgi"),
  can: ["echo", "unix", "workers"],
  start: (place) => ({ argv: ["uwsgi", ...flags(place)], env: pythonEnvironment(place) }),
};

function flags({ target, app, workers }: Place): readonly string[] {
  return toFlags({
    plugin: "python3",
    "http11-socket": bindAddress(target, ""),
    module: `wsgi_apps:${app}`,
    master: "",
    processes: String(workers),
    "disable-logging": "",
    "die-on-term": "",
  });
}

/** The servers that Python apps are deployed on, one process each. */

import { hello as request } from "../../measuring/request.ts";
import type { LoadSuite, Target } from "../suite.ts";

const servers = ["uwsgi", "waitress", "gunicorn", "tornado", "wsgiref"] as const;

export const python: LoadSuite = {
  kind: "load",
  name: "python",
  title: "Python's servers",
  about:
    "As hello, with the servers that Python apps are deployed on: one process, and WSGI with nothing on top but for Bottle on wsgiref and Tornado's own handlers.",
  isDefault: false,
  request,
  listen: "tcp",
  workers: 1,
  placement: "apart",
  competitors: ["landfall", ...servers],
  base: "uwsgi",
  targets: servers.map(toTarget),
};

function toTarget(against: string): Target {
  return { what: `against ${against}`, competitor: "landfall", against, floor: 4, target: 5 };
}

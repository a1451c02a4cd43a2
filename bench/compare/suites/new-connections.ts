/** A connection for each request, two workers: what accepting costs. */

import { newConnection as request } from "../../measuring/request.ts";
import type { LoadSuite } from "../suite.ts";

export const newConnections: LoadSuite = {
  kind: "load",
  name: "new-connections",
  title: "New connection per request",
  about:
    "GET with `connection: close`, 32 at a time; the processes of two workers share one core, the load generator has the other.",
  isDefault: true,
  request,
  listen: "tcp",
  workers: 2,
  placement: "apart",
  competitors: ["landfall", "node-cluster", "pm2", "gunicorn", "uwsgi"],
  base: "node-cluster",
  targets: [
    {
      what: "two workers against node:cluster",
      competitor: "landfall",
      against: "node-cluster",
      floor: 1.6,
      target: 2,
    },
  ],
};

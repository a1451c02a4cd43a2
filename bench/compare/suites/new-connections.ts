/** A connection for each request, two workers: what accepting costs. */

import { newConnection as request } from "../../measuring/request.ts";
import type { LoadSuite } from "../suite.ts";

export const newConnections: LoadSuite = {
  kind: "load",
  name: "new-connections",
  title: "New connection per request",
  about:
    "GET with `connection: close`, 32 at a time; two workers and the load generator share both cores, so that requests per CPU-second say more than those per second.",
  isDefault: true,
  request,
  listen: "tcp",
  workers: 2,
  placement: "together",
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

/** Hello again, with the header fields that a browser sends. */

import { browserHello as request } from "../../measuring/request.ts";
import { directTarget, nodeTarget } from "../engine-targets.ts";
import type { LoadSuite } from "../suite.ts";

export const browserHeaders: LoadSuite = {
  kind: "load",
  name: "browser-headers",
  title: "Browser headers",
  about: "As hello, with twelve header fields in each request, as a browser sends them.",
  isDefault: true,
  request,
  listen: "tcp",
  workers: 1,
  placement: "apart",
  competitors: [
    "landfall",
    "landfall-direct",
    "node-http",
    "hono-node-server",
    "srvx",
    "fastify",
    "express",
    "bun",
    "deno",
  ],
  base: "node-http",
  targets: [
    nodeTarget,
    directTarget("node-http", { floor: 1.25, target: 1.4 }),
    directTarget("bun", { target: 0.8 }),
  ],
};

/** Hello: a line of text, one process on one core, connections kept alive. */

import { hello as request } from "../../measuring/request.ts";
import { directTarget, nodeTarget } from "../engine-targets.ts";
import type { LoadSuite } from "../suite.ts";

export const hello: LoadSuite = {
  kind: "load",
  name: "hello",
  title: "Hello",
  about: "GET of a line of text on 32 kept-alive connections; one process answers.",
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
    "unparsed",
  ],
  base: "node-http",
  targets: [
    nodeTarget,
    directTarget("node-http", { floor: 1.4, target: 1.5 }),
    directTarget("hono-node-server", { floor: 1.4, target: 1.5 }),
    directTarget("unparsed", { target: 0.95 }),
    directTarget("bun", { target: 0.9 }),
  ],
};

/** JSON there and back. */

import { jsonEcho as request } from "../../measuring/request.ts";
import type { LoadSuite } from "../suite.ts";

export const jsonEcho: LoadSuite = {
  kind: "load",
  name: "json-echo",
  title: "JSON echo",
  about:
    "POST of 0.4 KB of JSON, which is parsed, written again and sent back; 32 kept-alive connections, one process.",
  isDefault: true,
  request,
  listen: "tcp",
  workers: 1,
  placement: "apart",
  competitors: [
    "landfall",
    "node-http",
    "hono-node-server",
    "srvx",
    "fastify",
    "express",
    "bun",
    "deno",
  ],
  base: "node-http",
  targets: [],
};

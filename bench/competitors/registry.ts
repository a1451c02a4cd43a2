/** Every competitor, in the order of the tables. */

import { bun } from "./bun.ts";
import type { Competitor } from "./contract.ts";
import { deno } from "./deno.ts";
import { express } from "./express.ts";
import { fastify } from "./fastify.ts";
import { gunicorn } from "./gunicorn.ts";
import { honoNodeServerHono } from "./hono-node-server-hono.ts";
import { honoNodeServer } from "./hono-node-server.ts";
import { landfallAsync } from "./landfall-async.ts";
import { landfallCombinedLog } from "./landfall-combined-log.ts";
import { landfallDirectNative } from "./landfall-direct-native.ts";
import { landfallDirect } from "./landfall-direct.ts";
import { landfallHono } from "./landfall-hono.ts";
import { landfallJsonLog } from "./landfall-json-log.ts";
import { landfallNative } from "./landfall-native.ts";
import { landfall } from "./landfall.ts";
import { nodeCluster } from "./node-cluster.ts";
import { nodeHttpAsync } from "./node-http-async.ts";
import { nodeHttpResponse } from "./node-http-response.ts";
import { nodeHttp } from "./node-http.ts";
import { pm2 } from "./pm2.ts";
import { srvx } from "./srvx.ts";
import { tornado } from "./tornado.ts";
import { unparsed } from "./unparsed.ts";
import { uwsgi } from "./uwsgi.ts";
import { waitress } from "./waitress.ts";
import { wsgiref } from "./wsgiref.ts";

/** One row per competitor. */
export const competitors: readonly Competitor[] = [
  landfall,
  landfallDirect,
  landfallAsync,
  landfallNative,
  landfallDirectNative,
  landfallHono,
  landfallCombinedLog,
  landfallJsonLog,
  nodeHttp,
  nodeHttpAsync,
  nodeHttpResponse,
  honoNodeServer,
  honoNodeServerHono,
  srvx,
  fastify,
  express,
  bun,
  deno,
  unparsed,
  nodeCluster,
  pm2,
  wsgiref,
  waitress,
  gunicorn,
  tornado,
  uwsgi,
];

/** @hono/node-server: `hono-node-server.ts` with a bare handler, `hono-node-server.ts hono` with Hono's router. */

import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";

import { createHandler } from "./fetch-handler.ts";
import { listenOptions } from "./listen.ts";

const hono = new Hono().get("/", (context) => context.text("Hello, world!"));
// Puts its own Response in place, which the bare handler must find.
const routed = getRequestListener(hono.fetch);
const bare = getRequestListener(createHandler(globalThis.Response));
createServer(process.argv[2] === "hono" ? routed : bare).listen(listenOptions);

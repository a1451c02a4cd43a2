/** @hono/node-server: `hono-node-server.ts plain|hono`. */

import { serve } from "@hono/node-server";
import { Hono } from "hono";

const hono = new Hono().get("/", (context) => context.text("Hello, world!"));
const fetch = process.argv[2] === "hono" ? hono.fetch : () => new Response("Hello, world!");
serve({ fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  process.stdout.write(`${port}\n`);
});

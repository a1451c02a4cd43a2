/** @hono/node-server's serveStatic: `hono.ts FOLDER`. */

import { relative } from "node:path";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

const [folder = ""] = process.argv.slice(2);
const rewriteRequestPath = (path: string): string => path.replace("/static/", "/");
const root = relative(process.cwd(), folder);
const app = new Hono();
app.use("/static/*", serveStatic({ root, rewriteRequestPath, precompressed: true }));
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  process.stdout.write(`${port}\n`);
});

/**
 * A program that exports nothing and listens by itself, as most are written: Landfall gives its server the address
 * that it serves on, and runs its signal handler when the last request is answered.
 */

import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const server = createServer(async (req, res) => {
  const isEcho = req.method === "POST" && req.url === "/echo";
  res.setHeader("content-type", "text/plain");
  res.end(isEcho ? await text(req) : `hello from node:http, process ${process.pid}\n`);
});

server.listen(3000, () => console.error("listening on", server.address()));

process.on("SIGTERM", () => {
  server.close(() => {
    console.error("closed by its own handler");
    process.exit(0);
  });
});

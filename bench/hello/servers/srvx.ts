/** srvx with its fast Response. */

import { FastResponse, serve } from "srvx";

const server = serve({
  fetch: () => new FastResponse("Hello, world!"),
  port: 0,
  hostname: "127.0.0.1",
  silent: true,
});
await server.ready();
process.stdout.write(`${new URL(server.url ?? "").port}\n`);

/** serve-static, Express's own, on node:http: `serve-static.ts FOLDER`. */

import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

type Listener = Parameters<typeof createServer>[1];
type Serve = (request: unknown, response: unknown, next: () => void) => void;
const serveStatic = createRequire(import.meta.url)("serve-static") as (folder: string) => Serve;

const [folder = ""] = process.argv.slice(2);
const files = serveStatic(folder);
const listener: Listener = (request, response) => {
  request.url = request.url?.replace("/static/", "/") ?? "/";
  files(request, response, () => void response.writeHead(404).end("Not Found\n"));
};
const server = createServer(listener);
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});

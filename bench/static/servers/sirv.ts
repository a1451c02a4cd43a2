/** sirv for production, on node:http: `sirv.ts FOLDER`. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sirv from "sirv";

const [folder = ""] = process.argv.slice(2);
const files = sirv(folder, { etag: true, gzip: true, brotli: true });
const server = createServer((request, response) => {
  request.url = request.url?.replace("/static/", "/") ?? "/";
  files(request, response, () => void response.writeHead(404).end("Not Found\n"));
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});

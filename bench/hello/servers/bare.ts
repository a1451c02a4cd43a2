/** node:http with nothing on top: what every other server is compared with. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const body = "Hello, world!";
const server = createServer((_request, response) => {
  response.writeHead(200, [
    "content-type",
    "text/plain;charset=UTF-8",
    "content-length",
    String(body.length),
  ]);
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});

/** node:http with nothing on top: what every other server is compared with; `bare.ts async` answers a microtask later. */

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const body = "Hello, world!";
const fields = ["content-type", "text/plain;charset=UTF-8", "content-length", String(body.length)];

function answer(response: ServerResponse): void {
  response.writeHead(200, fields);
  response.end(body);
}

const server = createServer((_request, response) => {
  if (process.argv[2] !== "async") return answer(response);
  void (async () => undefined)().then(() => answer(response));
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});

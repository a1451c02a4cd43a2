/** node:http with nothing on top; `node-http.ts async` answers a microtask later. */

import { createServer } from "node:http";

import { listenOptions } from "./listen.ts";
import { listener } from "./node-listener.ts";

const isAsync = process.argv[2] === "async";
const server = createServer((request, response) => {
  if (!isAsync) return listener(request, response);
  void (async () => undefined)().then(() => listener(request, response));
});
server.listen(listenOptions);

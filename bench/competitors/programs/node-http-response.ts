/** node:http that makes a Response of Node's own for each answer, and writes what is in it. */

import { createServer } from "node:http";

import { listenOptions } from "./listen.ts";

const server = createServer((_request, response) => {
  void answer().then(({ status, fields, body }) => {
    response.writeHead(status, [...fields, "content-length", String(body.byteLength)]);
    response.end(body);
  });
});
server.listen(listenOptions);

async function answer(): Promise<{
  readonly status: number;
  readonly fields: readonly string[];
  readonly body: Buffer;
}> {
  const made = new Response("Hello, world!");
  const body = Buffer.from(await made.arrayBuffer());
  return { status: made.status, fields: [...made.headers].flat(), body };
}

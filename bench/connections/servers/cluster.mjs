/** node:cluster with its round robin: two workers of bare node:http. Prints `Listening on URL` on stderr when both are there. */

import cluster from "node:cluster";
import http from "node:http";

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on("listening", (_worker, { port }) => {
    listening += 1;
    if (listening === 2) process.stderr.write(`Listening on http://127.0.0.1:${port}/\n`);
  });
  cluster.fork();
  cluster.fork();
} else {
  const body = "Hello, world!";
  const headers = { "content-type": "text/plain;charset=UTF-8", "content-length": body.length };
  const server = http.createServer((_request, response) =>
    response.writeHead(200, headers).end(body),
  );
  server.listen(0, "127.0.0.1");
}

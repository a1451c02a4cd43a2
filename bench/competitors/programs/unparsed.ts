/** A socket that answers whatever comes in one piece with the same bytes: what is left when nothing is parsed. */

import { createServer } from "node:net";

import { listenOptions } from "./listen.ts";

const body = "Hello, world!";
const answer = [
  "HTTP/1.1 200 OK",
  "content-type: text/plain;charset=UTF-8",
  `content-length: ${body.length}`,
  "date: Thu, 01 Jan 2026 00:00:00 GMT",
  "",
  body,
].join("\r\n");

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("data", () => socket.write(answer, "latin1"));
  socket.on("error", () => socket.destroy());
});
server.listen(listenOptions);

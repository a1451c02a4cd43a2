/** Fastify, which runs on node:http too. */

import { fastify } from "fastify";

import { host, port, unixPath } from "./listen.ts";

const app = fastify();
app.get("/", () => "Hello, world!");
app.post("/echo", (request) => request.body);
await app.listen(unixPath === undefined ? { host, port } : { path: unixPath });

/** Fastify, which runs on node:http too. */

import { fastify } from "fastify";

const app = fastify();
app.get("/", () => "Hello, world!");
const url = await app.listen({ port: 0, host: "127.0.0.1" });
process.stdout.write(`${new URL(url).port}\n`);

/** A Fastify instance: its plugins are ready before the first request, and it is closed after the last. */

import fastify, { type FastifyInstance } from "fastify";

const app: FastifyInstance = fastify();

app.get("/", async () => `hello from Fastify, process ${process.pid}\n`);
app.post("/echo", async (request) => request.body);

export default app;

/** A Koa app: exported, it does not listen. */

import { text } from "node:stream/consumers";
import Koa from "koa";

const app: Koa = new Koa();

app.use(async (context) => {
  const isEcho = context.method === "POST" && context.path === "/echo";
  context.body = isEcho ? await text(context.req) : `hello from Koa, process ${process.pid}\n`;
});

export default app;

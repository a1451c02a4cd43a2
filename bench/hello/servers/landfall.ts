/** Engine `node` as a worker runs it: `landfall.ts light|native plain|async|hono [combined|json]`, the access log's format. */

import { Hono } from "hono";

import { systemClock } from "../../../src/core/index.ts";
import { installWebGlobals } from "../../../src/http/index.ts";
import { node } from "../../../src/serve/engines/index.ts";
import { openAccessLog } from "../../../src/serve/observe/index.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";

const [response, app, accessLog = "off"] = process.argv.slice(2);
const native = response === "native";
if (!native) installWebGlobals();

const hono = new Hono().get("/", (context) => context.text("Hello, world!"));
const handlers = {
  plain: () => new Response("Hello, world!"),
  async: async () => new Response("Hello, world!"),
  hono: (request: Request) => hono.fetch(request),
};
const onError = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
const handler = createPipeline(handlers[app as keyof typeof handlers], { onError });
// The system takes the lines and forgets them: what is compared is ours.
const log = openAccessLog(
  { accessLog, accessLogFile: "/dev/null", accessLogSample: 1, accessLogExclude: [] },
  {
    worker: 0,
    folder: "/",
    pipe: undefined,
    clock: systemClock,
    report: (text) => void process.stderr.write(`${text}\n`),
  },
);
const server = await node.start(handler, [{ kind: "tcp", host: "127.0.0.1", port: 0 }], {
  worker: 0,
  backlog: 511,
  lingerTimeout: 2_000 as never,
  nativeResponse: native,
  onError,
  ...(log && { onCompleted: log.onCompleted }),
});
const [address] = server.addresses;
process.stdout.write(`${address?.kind === "tcp" ? address.port : ""}\n`);

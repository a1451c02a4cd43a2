/** Engine `node` as a worker of `--static` runs it: `landfall.ts FOLDER`. */

import { installWebGlobals } from "../../../src/http/index.ts";
import { node } from "../../../src/serve/engines/index.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { openStaticFolders } from "../../../src/serve/static/index.ts";

installWebGlobals();

const [folder = ""] = process.argv.slice(2);
const onError = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
const { asked: files } = openStaticFolders([{ folder, prefix: "/static/" }], {
  cwd: process.cwd(),
  basePath: "",
});
const handler = createPipeline(() => new Response("app"), { onError, files });
const server = await node.start(handler, [{ kind: "tcp", host: "127.0.0.1", port: 0 }], {
  worker: 0,
  backlog: 511,
  lingerTimeout: 2_000 as never,
  nativeResponse: false,
  onError,
});
const [address] = server.addresses;
process.stdout.write(`${address?.kind === "tcp" ? address.port : ""}\n`);

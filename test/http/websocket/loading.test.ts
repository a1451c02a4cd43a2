import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { expect, it } from "vitest";

/** Says whether `ws` is loaded: after the start, after a request, and after a WebSocket. */
const program = `
  import { createRequire } from "node:module";
  const { cache } = createRequire(import.meta.url);
  const { node } = await import(${JSON.stringify(import.meta.resolve("../../../src/serve/engines/index.ts"))});
  const seen = [];
  const look = () => seen.push(Object.keys(cache).some((file) => file.startsWith(process.argv[1])));
  const handler = (request, context) =>
    request.url.endsWith("/socket") ? context.upgrade({ origins: "any" }).response : new Response("page");
  const options = { worker: 0, backlog: 511, lingerTimeout: 0, onError: console.error };
  const server = await node.start(handler, [{ kind: "tcp", host: "127.0.0.1", port: 0 }], options);
  const { port } = server.addresses[0];
  look();
  await (await fetch("http://127.0.0.1:" + port)).text();
  look();
  const socket = new WebSocket("ws://127.0.0.1:" + port + "/socket");
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  look();
  console.log(JSON.stringify(seen));
  process.exit();
`;

it("an app without WebSockets never loads the package for them", async () => {
  const folder = createRequire(import.meta.url)
    .resolve("ws")
    .replace(/index\.js$/, "");
  const args = ["--input-type=module", "--eval", program, folder];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(JSON.parse(stdout)).toEqual([false, false, true]);
});

/** node:http with one file in memory and nothing on top, the ceiling of every server on it: `bare.ts FOLDER`. */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const [folder = ""] = process.argv.slice(2);
const contents = new Map(
  ["1k.js", "10k.js", "1m.bin"].map((name) => [
    `/static/${name}`,
    readFileSync(join(folder, name)),
  ]),
);
const server = createServer(({ url = "" }, response) => {
  const content = contents.get(url);
  if (content === undefined) return void response.writeHead(404).end("Not Found\n");
  const fields = ["content-type", "text/javascript", "cache-control", "no-cache"];
  fields.push("etag", '"0123456789abcdef"', "content-length", String(content.byteLength));
  response.writeHead(200, fields).end(content);
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});

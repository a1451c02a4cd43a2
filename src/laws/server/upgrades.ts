/** Family: protocols that nobody here speaks, which are ignored (RFC 9110 §7.8). */

import assert from "node:assert/strict";
import type { Handler } from "../../http/index.ts";
import { chunk, lastChunk, requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("upgrades");
const lines = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"];

const echo: Handler = async (request) =>
  new Response(`${request.method} ${new URL(request.url).search} ${await request.text()}`);

/** A request that offers to speak something else is a request all the same. */
export const upgrades: Family = [
  promise(
    "upgrade-ignored",
    "a request that offers an unknown protocol is served, with its body, and keeps its connection",
    async (subject) => {
      await using stage = await Stage.set(subject, echo);
      const client = await stage.open();
      assert.equal((await client.ask("GET", "/?1", lines)).body, "GET ?1 ");
      client.send(`${requestHead("POST", "/?2", [...lines, "Content-Length: 4"])}bo`);
      client.send("dy");
      assert.equal((await client.answer()).body, "POST ?2 body");
      client.send(requestHead("PUT", "/?3", [...lines, "Transfer-Encoding: chunked"]));
      client.send(Buffer.concat([chunk("bo"), chunk("dy"), Buffer.from(lastChunk)]));
      assert.equal((await client.answer()).body, "PUT ?3 body");
      await stage.expectAlive("an unknown protocol", client);
    },
  ),
];

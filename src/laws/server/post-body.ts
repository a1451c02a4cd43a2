/** Promise: the body of a POST. */

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client, requestHead } from "./client.ts";

/** A body arrives whole, however it is framed. */
export const postBody: LawPromise<ServerSubject> = {
  id: "post-body",
  title: "a body of 16 KB arrives whole, with a length and in chunks, and an empty one is empty",
  family: "request",
  async check(subject) {
    await using server = await subject.start(
      async (request) => new Response(digest(await request.bytes())),
    );
    using client = await Client.open(server.address);
    const content = randomBytes(16 * 1024);
    client.send(requestHead("POST", "/", [`Content-Length: ${content.byteLength}`]));
    client.send(content);
    assert.equal((await client.answer()).body, digest(content), "with Content-Length");

    client.send(requestHead("POST", "/", ["Transfer-Encoding: chunked"]));
    for (const piece of [
      content.subarray(0, 1),
      content.subarray(1, 9_000),
      content.subarray(9_000),
    ]) {
      client.send(`${piece.byteLength.toString(16)}\r\n`);
      client.send(piece);
      client.send("\r\n");
    }
    client.send("0\r\n\r\n");
    assert.equal((await client.answer()).body, digest(content), "in chunks");

    const empty = await client.ask("POST", "/", ["Content-Length: 0"]);
    assert.equal(empty.body, digest(new Uint8Array()), "empty");
  },
};

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

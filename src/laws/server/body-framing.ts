/** Family: where a request's body begins and ends (RFC 9112 §6 and §7). */

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import type { ServerSubject } from "../server-subject.ts";
import { chunk, lastChunk, requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("bodies in");

const chunked = "Transfer-Encoding: chunked";
const sizes = [1, 16 * 1024, 1024 * 1024];

/** Bodies arrive whole. */
export const bodyFraming: Family = [
  promise("body-empty", "a body that is empty, or absent, is empty", async (subject) => {
    await using stage = await setDigester(subject);
    const client = await stage.open();
    for (const lines of [["Content-Length: 0"], []]) {
      assert.equal((await client.ask("POST", "/", lines)).body, digest(""), String(lines));
    }
    client.send(requestHead("POST", "/", [chunked]) + lastChunk);
    assert.equal((await client.answer()).body, digest(""), "in no chunk");
  }),
  promise(
    "body-length",
    "a body with a length arrives whole, from a byte to a megabyte",
    async (subject) => {
      await using stage = await setDigester(subject);
      const client = await stage.open();
      for (const content of sizes.map((size) => randomBytes(size))) {
        client.send(requestHead("POST", "/", [`Content-Length: ${content.byteLength}`]));
        client.send(content);
        assert.equal((await client.answer()).body, digest(content), `${content.byteLength} bytes`);
      }
    },
  ),
  promise(
    "body-chunked",
    "a body in chunks arrives whole, from a byte to a megabyte",
    async (subject) => {
      await using stage = await setDigester(subject);
      const client = await stage.open();
      for (const content of sizes.map((size) => randomBytes(size))) {
        client.send(requestHead("POST", "/", [chunked]));
        for (
          let at = 0, size = 1;
          at < content.byteLength;
          at += size, size = (size * 17) % 65_521
        ) {
          client.send(chunk(content.subarray(at, at + size)));
        }
        client.send(lastChunk);
        assert.equal((await client.answer()).body, digest(content), `${content.byteLength} bytes`);
      }
    },
  ),
  promise(
    "body-extensions",
    "chunk extensions and trailers are no part of the body",
    async (subject) => {
      await using stage = await setDigester(subject);
      const client = await stage.open();
      client.send(requestHead("POST", "/", [chunked, "Trailer: X-Sum"]));
      client.send('5;name=value\r\nhello\r\n6;a="b;c"\r\n world\r\n000;last\r\nX-Sum: 1\r\n\r\n');
      assert.equal((await client.answer()).body, digest("hello world"));
      await stage.expectAlive("a trailer", client);
    },
  ),
  promise(
    "body-trickled",
    "a request that arrives byte by byte is the same request",
    async (subject) => {
      await using stage = await setDigester(subject);
      const client = await stage.open();
      const bytes = `${requestHead("POST", "/", [chunked])}3\r\nabc\r\n${lastChunk}`;
      for (const byte of bytes) {
        client.send(byte);
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
      assert.equal((await client.answer()).body, digest("abc"));
    },
  ),
  promise("body-of-get", "the body of a GET is not taken for the next request", async (subject) => {
    await using stage = await Stage.set(subject, ({ url }) => new Response(url));
    const client = await stage.open();
    const smuggled = "GET /smuggled HTTP/1.1\r\nHost: law.test\r\n\r\n";
    client.send(requestHead("GET", "/first", [`Content-Length: ${smuggled.length}`]) + smuggled);
    client.send(requestHead("GET", "/second", ["Connection: close"]));
    assert.equal((await client.answer()).body, "http://law.test/first");
    assert.equal((await client.answer()).body, "http://law.test/second");
    await client.ended();
  }),
];

function setDigester(subject: ServerSubject): Promise<Stage> {
  return Stage.set(
    subject,
    async (request) => new Response(digest(new Uint8Array(await request.arrayBuffer()))),
  );
}

function digest(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

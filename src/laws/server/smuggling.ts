/** Family: bodies whose end two servers could see in two places (RFC 9112 §6.3 and §11.2). */

import assert from "node:assert/strict";
import { within } from "../deadline.ts";
import { requestHead } from "./client.ts";
import { expectRefusedForGood } from "./refusal.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("malformed requests");

const badChunks = [
  "zz\r\n",
  "-1\r\n",
  "0x1\r\na\r\n",
  "1\r\nab\r\n",
  "1\na\r\n",
  " 1\r\na\r\n",
  "fffffffffffffffff\r\n",
];

/** Ambiguous framing is refused, and nothing behind it is taken for a request. */
export const smuggling: Family = [
  promise(
    "malformed-length",
    "a Content-Length that is no number, or is there twice, is refused",
    (subject) =>
      expectRefusedForGood(subject, {
        "no digit": post("Content-Length: five"),
        "a sign": post("Content-Length: +5"),
        negative: post("Content-Length: -5"),
        hexadecimal: post("Content-Length: 0x5"),
        "a fraction": post("Content-Length: 5.0"),
        empty: post("Content-Length:"),
        "more than fits": post("Content-Length: 99999999999999999999"),
        "twice, unequal": post("Content-Length: 5\r\nContent-Length: 6"),
        "a list, unequal": post("Content-Length: 5, 6"),
      }),
  ),
  promise("malformed-both", "Content-Length beside Transfer-Encoding is refused", (subject) =>
    expectRefusedForGood(subject, {
      "length first": post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
      "length last": post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
    }),
  ),
  promise(
    "malformed-coding",
    "a Transfer-Encoding that is not plainly chunked is refused",
    (subject) =>
      expectRefusedForGood(subject, {
        "not chunked": post("Transfer-Encoding: gzip", "0\r\n\r\n"),
        identity: post("Transfer-Encoding: identity", "0\r\n\r\n"),
        "something like it": post("Transfer-Encoding: xchunked", "0\r\n\r\n"),
        "not last": post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n"),
        "chunked twice": post(
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
          "0\r\n\r\n",
        ),
        "a parameter": post("Transfer-Encoding: chunked;q=1", "0\r\n\r\n"),
        "a coding before it": post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
        "HTTP/1.0": post("Transfer-Encoding: chunked", "0\r\n\r\n").replace("/1.1", "/1.0"),
        "on a GET": `${requestHead("GET", "/", ["Transfer-Encoding: gzip"])}0\r\n\r\n`,
      }),
  ),
  promise(
    "malformed-chunk",
    "a chunk that is none rejects the body, and nothing behind it is a request",
    async (subject) => {
      let read = Promise.withResolvers<string>();
      await using stage = await Stage.set(subject, async (request) => {
        read.resolve(await request.text().catch(() => "rejected"));
        return new Response("read");
      });
      for (const chunks of badChunks) {
        stage.entered = 0;
        read = Promise.withResolvers<string>();
        const client = await stage.open();
        client.send(requestHead("POST", "/", ["Transfer-Encoding: chunked"]) + chunks);
        client.send(`0\r\n\r\n${requestHead("GET", "/smuggled")}`);
        await client.closed();
        const outcome =
          stage.entered > 0 ? await within(read.promise, "the body ends") : "rejected";
        assert.equal(outcome, "rejected", JSON.stringify(chunks));
        assert.ok(stage.entered <= 1, `${JSON.stringify(chunks)}: what follows is served`);
      }
      await stage.expectAlive("bad chunks");
    },
  ),
];

/** A request followed by what an attacker wants to be taken for one. */
function post(lines: string, body = "hello"): string {
  return `${requestHead("POST", "/", [lines])}${body}${requestHead("GET", "/smuggled")}`;
}

/** Family: requests that are sent before the answers to those before them (RFC 9112 §9.3.2). */

import assert from "node:assert/strict";
import { lastChunk, requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("pipelining");

/** Pipelined requests are answered in order. */
export const pipelining: Family = [
  promise(
    "pipelining",
    "pipelined requests are answered in their order, whichever is ready first",
    async (subject) => {
      const gate = Promise.withResolvers<void>();
      await using stage = await Stage.set(subject, async ({ url }) => {
        const { pathname } = new URL(url);
        if (pathname === "/1") await gate.promise;
        return new Response(pathname);
      });
      const client = await stage.open();
      client.send(["/1", "/2", "/3"].map((path) => requestHead("GET", path)).join(""));
      // A server may ask the handler one by one; one that asks for all at once has the others ready now.
      await stage.expectAlive("a request that is not answered yet");
      gate.resolve();
      for (const path of ["/1", "/2", "/3"]) assert.equal((await client.answer()).body, path);
    },
  ),
  promise(
    "pipelining-bodies",
    "each of several pipelined requests gets its own body, read or not",
    async (subject) => {
      await using stage = await Stage.set(
        subject,
        async (request) =>
          new Response(
            request.method === "PUT" ? "unread" : `${request.method}${await request.text()}`,
          ),
      );
      const client = await stage.open();
      client.send(
        `${requestHead("POST", "/", ["Content-Length: 3"])}one` +
          `${requestHead("PUT", "/", ["Content-Length: 5"])}ixnay` +
          requestHead("POST", "/", ["Transfer-Encoding: chunked"]) +
          `3\r\ntwo\r\n${lastChunk}` +
          requestHead("GET", "/"),
      );
      for (const body of ["POSTone", "unread", "POSTtwo", "GET"]) {
        assert.equal((await client.answer()).body, body);
      }
    },
  ),
  promise(
    "pipelining-close",
    "what is pipelined behind Connection: close is not served",
    async (subject) => {
      await using stage = await Stage.set(subject, async ({ url }) => {
        await new Promise<void>((resolve) => void setImmediate(resolve));
        return new Response(new URL(url).pathname);
      });
      const client = await stage.open();
      client.send(requestHead("GET", "/last", ["Connection: close"]) + requestHead("GET", "/more"));
      assert.equal((await client.answer()).body, "/last");
      await client.ended();
    },
  ),
];

/** Promise: a handler that fails. */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client, requestHead } from "./client.ts";

/** A failing handler costs one answer and nothing else. */
export const throwing: LawPromise<ServerSubject> = {
  id: "throw",
  title:
    "a handler that fails is a 500 that tells nothing, or a visibly broken stream, and the next request is served",
  family: "failure",
  async check(subject) {
    await using server = await subject.start(({ url }) => fail(new URL(url).pathname));
    using client = await Client.open(server.address);
    for (const path of ["/throw", "/reject", "/nothing", "/early"]) {
      const { head, body } = await client.ask("GET", path);
      assert.equal(head.status, 500, path);
      assert.ok(body.length > 0, `${path}: the page is not empty`);
      assert.ok(!body.includes("secret") && !body.includes(".ts:"), `${path}: nothing leaks`);
      assert.equal((await client.ask("GET", "/")).body, "fine", `after ${path}`);
    }
    using cut = await Client.open(server.address);
    cut.send(requestHead("GET", "/late"));
    const parts = cut.parts(await cut.head());
    assert.equal(String((await parts.next()).value), "begun");
    await assert.rejects(parts.next(), /ended before/, "a stream that fails does not end well");
    assert.equal((await client.ask("GET", "/")).body, "fine", "after a broken stream");
  },
};

function fail(path: string): Response | Promise<Response> {
  switch (path) {
    case "/throw":
      throw new Error("secret");
    case "/reject":
      return Promise.reject(new Error("secret"));
    case "/nothing":
      return undefined as unknown as Response;
    case "/early":
      return new Response(failingStream(0));
    case "/late":
      return new Response(failingStream(1));
    default:
      return new Response("fine");
  }
}

function failingStream(pieces: number): ReadableStream<Uint8Array> {
  let left = pieces;
  return new ReadableStream(
    {
      async pull(controller) {
        await new Promise<void>((resolve) => void setImmediate(resolve));
        left -= 1;
        if (left < 0) controller.error(new Error("secret"));
        else controller.enqueue(Buffer.from("begun"));
      },
    },
    { highWaterMark: 0 },
  );
}

/** Family: a handler that fails costs one answer and nothing else. */

import assert from "node:assert/strict";
import type { Handler } from "../../http/index.ts";
import type { ServerSubject } from "../server-subject.ts";
import { requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("failures");

/** Failures stay where they are. */
export const failures: Family = [
  promise(
    "throw",
    "a throw is a 500 that tells nothing, and the next request is served",
    (subject) =>
      expect500(subject, () => {
        throw new Error("secret");
      }),
  ),
  promise(
    "reject",
    "a rejection is a 500 that tells nothing, and the next request is served",
    (subject) =>
      expect500(subject, async () => {
        await new Promise<void>((resolve) => void setImmediate(resolve));
        throw new Error("secret");
      }),
  ),
  promise(
    "no-response",
    "what is no Response is a 500, and the next request is served",
    async (subject) => {
      const values = [undefined, null, "text", {}, Response.error()];
      const valueOf = ({ url }: Request): Response =>
        values[Number(new URL(url).pathname.slice(1))] as Response;
      const paths = [...values.keys()].map((index) => `/${index}`);
      await expect500(subject, valueOf, paths);
      await expect500(subject, async (request) => valueOf(request), paths);
    },
  ),
  promise(
    "throw-nothing",
    "a throw of something that is no Error is a 500 as well",
    async (subject) => {
      for (const value of [undefined, null, "secret"]) {
        await expect500(subject, () => {
          throw value;
        });
      }
    },
  ),
  promise("stream-error-early", "a stream that fails before its first piece is a 500", (subject) =>
    expect500(subject, () => new Response(failing(0))),
  ),
  promise(
    "stream-error-late",
    "a stream that fails in the middle does not end well, and nothing leaks",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ url }) => {
        const headers = { "content-length": "99" };
        return new Response(failing(1), url.endsWith("/length") ? { headers } : {});
      });
      for (const path of ["/chunks", "/length"]) {
        const client = await stage.open();
        client.send(requestHead("GET", path));
        const parts = client.parts(await client.head());
        assert.equal(String((await parts.next()).value), "begun");
        await assert.rejects(parts.next(), /ended before/, "a stream that fails does not end well");
        await stage.expectAlive("a broken stream");
      }
    },
  ),
  promise(
    "error-after-end",
    "an error after the end of an answer disturbs nobody",
    async (subject) => {
      await using stage = await Stage.set(subject, (_request, { waitUntil }) => {
        void waitUntil;
        return new Response(troublesome());
      });
      const client = await stage.open();
      assert.equal((await client.ask("GET", "/")).body, "whole");
      await stage.expectAlive("an error after the end", client);
      assert.equal((await client.ask("HEAD", "/")).head.status, 200);
      await stage.expectAlive("a stream that throws when it is cancelled", client);
    },
  ),
];

async function expect500(
  subject: ServerSubject,
  handler: Handler,
  paths: readonly string[] = ["/"],
): Promise<void> {
  await using stage = await Stage.set(subject, handler);
  const client = await stage.open();
  for (const path of paths) {
    const { head, body } = await client.ask("GET", path);
    assert.equal(head.status, 500);
    assert.ok(body.length > 0, "the page is not empty");
    assert.ok(!body.includes("secret") && !body.includes(".ts:"), "nothing leaks");
    await stage.expectAlive("a failure", client);
  }
}

/** Fails after some pieces, each in a turn of its own. */
function failing(pieces: number): ReadableStream<Uint8Array> {
  let left = pieces;
  const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    left -= 1;
    if (left < 0) controller.error(new Error("secret"));
    else controller.enqueue(Buffer.from("begun"));
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

/** Ends well and then throws; throws when it is cancelled, too. */
function troublesome(): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      controller.enqueue(Buffer.from("whole"));
      controller.close();
      throw new Error("secret");
    },
    cancel() {
      throw new Error("secret");
    },
  });
}

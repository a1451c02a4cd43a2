/** Family: a request's body on its way: as it comes, as fast as it is read, left unread, cut. */

import assert from "node:assert/strict";
import { promiseDeadline, standsStill, within } from "../deadline.ts";
import { chunk, lastChunk, requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";
import { flowBound } from "./stream-flow.ts";

const promise = promisesOf("bodies in");

const chunked = "Transfer-Encoding: chunked";

/** Bodies flow. */
export const bodyFlow: Family = [
  promise(
    "body-stream",
    "the handler gets the first piece of a body before the client sends the rest",
    async (subject) => {
      const first = Promise.withResolvers<string>();
      await using stage = await Stage.set(subject, async ({ body }) => {
        const decoder = new TextDecoder();
        let text = "";
        for await (const piece of body ?? []) {
          text += decoder.decode(piece, { stream: true });
          first.resolve(text);
        }
        return new Response(text);
      });
      const client = await stage.open();
      client.send(`${requestHead("POST", "/", [chunked])}5\r\nfirst\r\n`);
      assert.equal(await within(first.promise, "the handler reads the first piece"), "first");
      client.send(`7\r\n second\r\n${lastChunk}`);
      assert.equal((await client.answer()).body, "first second");
    },
  ),
  promise(
    "body-back-pressure",
    "a client is held back while the handler does not read, and nothing is lost",
    async (subject) => {
      const read = Promise.withResolvers<number>();
      const gate = Promise.withResolvers<void>();
      await using stage = await Stage.set(subject, async (request) => {
        let count = 0;
        for await (const piece of request.body ?? []) {
          if (count === 0) await gate.promise;
          count += piece.byteLength;
        }
        read.resolve(count);
        return new Response("read");
      });
      const client = await stage.open();
      client.send(requestHead("POST", "/", [chunked]));
      const size = 512 * 1024;
      const piece = chunk(new Uint8Array(size));
      let [sent, taken] = [0, 0];
      let isHeld = false;
      const push = (): void => {
        if (isHeld || taken > flowBound) return;
        sent += size;
        client.send(piece, () => {
          taken += size;
          push();
        });
      };
      push();
      await standsStill("the client is held back", () => taken, flowBound);
      isHeld = true;
      assert.ok(taken <= flowBound, `${taken} bytes were taken for an app that reads nothing`);
      gate.resolve();
      client.send(lastChunk);
      assert.equal(await within(read.promise, "the whole body is read", promiseDeadline), sent);
      assert.equal((await client.answer()).body, "read");
    },
  ),
  promise(
    "body-unread",
    "a body that the app does not read does not disturb the next request",
    async (subject) => {
      await using stage = await Stage.set(subject, () => new Response("unread"));
      const client = await stage.open();
      const content = new Uint8Array(300_000);
      client.send(requestHead("POST", "/", [`Content-Length: ${content.byteLength}`]));
      client.send(content);
      const { head, body } = await client.answer();
      assert.equal(body, "unread");
      assert.deepEqual(head.values("connection").filter(isClose), []);
      await stage.expectAlive("a body with a length", client);
      client.send(requestHead("POST", "/", [chunked]));
      client.send(chunk(content));
      client.send(lastChunk);
      assert.equal((await client.answer()).body, "unread");
      await stage.expectAlive("a body in chunks", client);
    },
  ),
  promise(
    "body-cut",
    "a body that is cut off rejects instead of looking complete",
    async (subject) => {
      for (const lines of [["Content-Length: 10"], [chunked]]) {
        const read = Promise.withResolvers<string>();
        await using stage = await Stage.set(subject, async (request) => {
          read.resolve(await request.text().catch(() => "rejected"));
          return new Response("late");
        });
        const client = await stage.open();
        client.send(requestHead("POST", "/", lines));
        client.send(lines[0] === chunked ? chunk("five.") : "five.");
        client.socket.end();
        assert.equal(await within(read.promise, "reading ends"), "rejected", lines[0]);
        await stage.expectAlive("a body that was cut off");
      }
    },
  ),
];

function isClose(value: string): boolean {
  return value.toLowerCase() === "close";
}

/** Family: where streams end, and who hears of it. */

import assert from "node:assert/strict";
import { within } from "../deadline.ts";
import { type Client, requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("streaming");

/** Streams end as they should. */
export const streamEnds: Family = [
  promise(
    "stream-empty",
    "a stream of nothing, or of empty pieces only, is an answer",
    async (subject) => {
      await using stage = await Stage.set(
        subject,
        ({ url }) => new Response(slowly(url.endsWith("/nothing") ? [] : ["", "text", ""])),
      );
      const client = await stage.open();
      assert.equal((await client.ask("GET", "/nothing")).body, "");
      assert.equal(
        (await client.ask("GET", "/pieces")).body,
        "text",
        "an empty piece ends nothing",
      );
      await stage.expectAlive("an empty stream", client);
    },
  ),
  promise(
    "stream-length",
    "a stream whose length the app declares has that length instead of chunks",
    async (subject) => {
      const headers = { "content-length": "11" };
      await using stage = await Stage.set(
        subject,
        () => new Response(slowly(["hello", " world"]), { headers }),
      );
      const client = await stage.open();
      const { head, body } = await client.ask("GET", "/");
      assert.equal(body, "hello world");
      assert.deepEqual(head.values("content-length"), ["11"]);
      assert.deepEqual(head.values("transfer-encoding"), []);
      await stage.expectAlive("a declared length", client);
    },
  ),
  promise(
    "stream-length-broken",
    "a stream that is not as long as declared is cut visibly, and garbles no other answer",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ url }) => {
        const length = new URL(url).pathname.slice(1);
        return new Response(slowly(["hello", " world"]), { headers: { "content-length": length } });
      });
      for (const length of [50, 7]) {
        const client = await stage.open();
        client.send(requestHead("GET", `/${length}`) + requestHead("GET", "/alive"));
        const answers = [await outcomeOf(client), await outcomeOf(client)];
        const [first, next] = answers;
        if (length === 50) assert.ok(first === "cut" || first === "500", `too short: ${first}`);
        else assert.ok(first !== "200 hello world", "too long: sent whole");
        assert.ok(next === "cut" || next === "200 alive", `after ${length}: ${next}`);
      }
      await stage.expectAlive("a wrong length");
    },
  ),
  promise(
    "stream-head",
    "HEAD of a stream sends its head, reads nothing of it and cancels it",
    async (subject) => {
      const cancelled = Promise.withResolvers<void>();
      let pulls = 0;
      await using stage = await Stage.set(subject, () => {
        const source = new ReadableStream<Uint8Array>(
          { pull: () => void (pulls += 1), cancel: () => cancelled.resolve() },
          { highWaterMark: 0 },
        );
        return new Response(source, { headers: { "x-stream": "yes" } });
      });
      const client = await stage.open();
      const { head, body } = await client.ask("HEAD", "/");
      assert.deepEqual([...head.values("x-stream"), body], ["yes", ""]);
      await within(cancelled.promise, "the stream is cancelled");
      assert.equal(pulls, 0, "the stream is read");
      await stage.expectAlive("HEAD of a stream", client);
    },
  ),
  promise(
    "stream-http10",
    "HTTP/1.0 gets a stream without chunks, ended by the end of the connection",
    async (subject) => {
      await using stage = await Stage.set(subject, () => new Response(slowly(["hello", " world"])));
      const client = await stage.open();
      client.send("GET / HTTP/1.0\r\nHost: law.test\r\n\r\n");
      const { head, body } = await client.answer();
      assert.deepEqual(head.values("transfer-encoding"), []);
      assert.equal(body, "hello world");
      await client.ended();
    },
  ),
];

/** What came of a request: cut short, an error page, or status and body. */
async function outcomeOf(client: Client): Promise<string> {
  try {
    const { head, body } = await client.answer();
    return head.status === 500 ? "500" : `${head.status} ${body}`;
  } catch (error) {
    if (error instanceof Error && error.message.includes("ended before")) return "cut";
    throw error;
  }
}

/** Pieces with turns of the event loop between them. */
function slowly(pieces: readonly string[]): ReadableStream<Uint8Array> {
  const left = pieces.values();
  return new ReadableStream({
    async pull(controller) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      const { done, value } = left.next();
      if (done === true) controller.close();
      else controller.enqueue(Buffer.from(value));
    },
  });
}

/** Family: clients that leave before their answer is complete. */

import assert from "node:assert/strict";
import { until, within } from "../deadline.ts";
import { requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("aborts");

/** A client's leaving is noticed and does no harm. */
export const aborts: Family = [
  promise(
    "abort-signal",
    "context.signal and request.signal fire when the client leaves before its answer",
    async (subject) => {
      for (const farewell of ["close", "reset"] as const) {
        const fired = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
        await using stage = await Stage.set(subject, ({ signal }, context) => {
          for (const [index, each] of [signal, context.signal].entries()) {
            each.addEventListener("abort", () => fired[index]?.resolve());
          }
          return new Promise<Response>(() => {});
        });
        const client = await stage.open();
        client.send(requestHead("GET", "/"));
        await until("the handler is called", () => stage.entered === 1);
        client.leave(farewell);
        await within(fired[0].promise, "request.signal fires");
        await within(fired[1].promise, "context.signal fires");
        await stage.expectAlive("a client that has left");
      }
    },
  ),
  promise(
    "abort-stream",
    "context.signal fires when the client leaves in the middle of a stream",
    async (subject) => {
      const fired = Promise.withResolvers<void>();
      await using stage = await Stage.set(subject, (_request, { signal }) => {
        signal.addEventListener("abort", () => fired.resolve());
        return new Response(
          new ReadableStream<Uint8Array>({
            start: (controller) => controller.enqueue(Buffer.from("a")),
          }),
        );
      });
      const client = await stage.open();
      client.send(requestHead("GET", "/"));
      await client.head();
      client.socket.destroy();
      await within(fired.promise, "context.signal fires");
    },
  ),
  promise(
    "abort-late-answer",
    "what the handler answers to a client that has left does no harm",
    async (subject) => {
      const answered = Promise.withResolvers<void>();
      await using stage = await Stage.set(subject, async ({ url }, { signal }) => {
        await new Promise((resolve) => void signal.addEventListener("abort", resolve));
        setImmediate(() => answered.resolve());
        if (url.endsWith("/throw")) throw new Error("late");
        return new Response(url.endsWith("/stream") ? new Blob(["late"]).stream() : "late");
      });
      for (const path of ["/text", "/stream", "/throw"]) {
        const before = stage.entered;
        const client = await stage.open();
        client.send(requestHead("GET", path));
        await until("the handler is called", () => stage.entered > before);
        client.socket.destroy();
        await within(answered.promise, "the handler answers late");
        await stage.expectAlive("a late answer");
      }
    },
  ),
  promise(
    "signal-quiet",
    "context.signal stays silent for a client that stays for its answer",
    async (subject) => {
      let fired = 0;
      await using stage = await Stage.set(subject, async (request, { signal }) => {
        signal.addEventListener("abort", () => (fired += 1));
        return new Response(await request.text());
      });
      const client = await stage.open();
      client.send(`${requestHead("POST", "/", ["Content-Length: 4"])}text`);
      assert.equal((await client.answer()).body, "text");
      await client.ask("GET", "/", ["Connection: close"]);
      await client.ended();
      await stage.expectAlive("a whole exchange");
      assert.equal(fired, 0, "the signal fires");
    },
  ),
];

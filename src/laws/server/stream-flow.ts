/** Family: streams on their way to the client: as they are made, as fast as they are read. */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { standsStill, within } from "../deadline.ts";
import { requestHead } from "./client.ts";
import { type Family, promisesOf, Stage } from "./stage.ts";

const promise = promisesOf("streaming");

/** More than the buffers of both sockets hold. */
export const flowBound: number = 40 * 1024 * 1024;

/** Streams flow as they are made, no faster than they are read, and end when nobody reads. */
export const streamFlow: Family = [
  promise(
    "stream",
    "the first piece of a stream arrives before the second is made",
    async (subject) => {
      const gate = Promise.withResolvers<void>();
      const source = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(Buffer.from("first"));
          await gate.promise;
          controller.enqueue(Buffer.from("second"));
          controller.close();
        },
      });
      await using stage = await Stage.set(subject, () => new Response(source));
      const client = await stage.open();
      client.send(requestHead("GET", "/"));
      const parts = client.parts(await client.head());
      assert.equal(String((await parts.next()).value), "first");
      gate.resolve();
      assert.equal(String((await parts.next()).value), "second");
      assert.equal((await parts.next()).done, true);
      await stage.expectAlive("a stream", client);
    },
  ),
  promise(
    "stream-whole",
    "a stream of a megabyte in pieces of every size arrives whole",
    async (subject) => {
      const content = randomBytes(1024 * 1024);
      await using stage = await Stage.set(subject, () => {
        let [at, size] = [0, 1];
        return new Response(
          new ReadableStream<Uint8Array>({
            pull(controller) {
              controller.enqueue(new Uint8Array(content.subarray(at, at + size)));
              [at, size] = [at + size, (size * 7) % 65_521];
              if (at >= content.byteLength) controller.close();
            },
          }),
        );
      });
      const client = await stage.open();
      client.send(requestHead("GET", "/"));
      const parts: Buffer[] = [];
      for await (const part of client.parts(await client.head())) parts.push(part);
      assert.ok(Buffer.concat(parts).equals(content), "what arrives is what was sent");
    },
  ),
  promise(
    "stream-back-pressure",
    "a stream waits for a client that does not read",
    async (subject) => {
      let made = 0;
      await using stage = await Stage.set(
        subject,
        () => new Response(endless((size) => (made += size))),
      );
      const client = await stage.open();
      client.send(requestHead("GET", "/"));
      await client.head();
      client.socket.pause();
      await standsStill("the stream stops growing", () => made, flowBound);
      assert.ok(made <= flowBound, `${made} bytes were made for a client that reads nothing`);
    },
  ),
  promise("stream-cancel", "a stream is cancelled when the client leaves", async (subject) => {
    const cancelled = Promise.withResolvers<void>();
    await using stage = await Stage.set(
      subject,
      () =>
        new Response(
          endless(
            () => {},
            () => cancelled.resolve(),
          ),
        ),
    );
    for (const farewell of ["close", "reset"] as const) {
      const client = await stage.open();
      client.send(requestHead("GET", "/"));
      await client.head();
      client.leave(farewell);
    }
    await within(cancelled.promise, "the stream is cancelled when the client has left");
    await stage.expectAlive("a client that has left");
  }),
];

function endless(
  onPiece: (size: number) => void,
  onCancel: () => void = () => {},
): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(512 * 1024);
  return new ReadableStream({
    async pull(controller) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      onPiece(piece.byteLength);
      controller.enqueue(piece);
    },
    cancel: onCancel,
  });
}

/** Promise: streams. */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import { until, within } from "../deadline.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client, requestHead } from "./client.ts";

const mebibyte = 1024 * 1024;
/** More than the buffers of both sockets hold, and far less than the stream offers. */
const bound = 48 * mebibyte;
const offered = 128 * mebibyte;

/** Streams flow as they are made, no faster than they are read, and end when nobody reads. */
export const stream: LawPromise<ServerSubject> = {
  id: "stream",
  title: "a stream arrives piece by piece, waits for a slow client and is cancelled when it leaves",
  family: "response",
  async check(subject) {
    await arrivesInPieces(subject);
    await waitsForReader(subject);
  },
};

async function arrivesInPieces(subject: ServerSubject): Promise<void> {
  const gate = Promise.withResolvers<void>();
  const source = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(Buffer.from("first"));
      await gate.promise;
      controller.enqueue(Buffer.from("second"));
      controller.close();
    },
  });
  await using server = await subject.start(() => new Response(source));
  using client = await Client.open(server.address);
  client.send(requestHead("GET", "/"));
  const parts = client.parts(await client.head());
  const first = await parts.next();
  assert.equal(String(first.value), "first", "the first piece comes before the second is made");
  gate.resolve();
  assert.equal(String((await parts.next()).value), "second");
  assert.equal((await parts.next()).done, true);
}

async function waitsForReader(subject: ServerSubject): Promise<void> {
  const cancelled = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const piece = new Uint8Array(64 * 1024);
  let made = 0;
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      made += piece.byteLength;
      controller.enqueue(piece);
      if (made >= offered) controller.close();
    },
    cancel: () => cancelled.resolve(),
  });
  await using server = await subject.start((_request, { signal }) => {
    signal.addEventListener("abort", () => left.resolve());
    return new Response(source);
  });
  using client = await Client.open(server.address);
  client.send(requestHead("GET", "/"));
  await client.head();
  client.socket.pause();
  await standsStill(() => made);
  assert.ok(made <= bound, `${made} bytes were taken from the app for a client that reads nothing`);
  client.socket.destroy();
  await within(cancelled.promise, "the stream is cancelled when the client has left");
  await within(left.promise, "context.signal fires when the client has left");
}

/** Waits until a growing count has not changed for twenty looks, or is beyond the bound. */
async function standsStill(count: () => number): Promise<void> {
  let seen = -1;
  let looks = 0;
  await until("the stream stops growing", () => {
    looks = count() === seen ? looks + 1 : 0;
    seen = count();
    return looks >= 20 || seen > bound;
  });
}

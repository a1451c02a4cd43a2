/** Promise: draining loses nothing. */

import assert from "node:assert/strict";
import type { Handler } from "../../http/index.ts";
import type { LawPromise } from "../contract.ts";
import { within } from "../deadline.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Client, requestHead } from "./client.ts";

/** A draining server refuses new connections and serves those it has. */
export const drain: LawPromise<ServerSubject> = {
  id: "drain",
  title:
    "a draining server refuses new connections, answers every request on the old ones, then closes them",
  family: "drain",
  async check(subject) {
    const app = createSlowApp();
    await using server = await subject.start(app.handler);
    const open = (): Promise<Client> => Client.open(server.address);
    using silent = await open();
    using halfHead = await open();
    halfHead.send("GET /half-head HTTP/1.1\r\nHo");
    using halfBody = await open();
    halfBody.send(`${requestHead("POST", "/half-body", ["Content-Length: 10"])}12345`);
    using busy = await open();
    busy.send(requestHead("GET", "/slow"));
    await within(app.slow, "the slow request reaches the handler");
    using idle = await open();
    using quiet = await open();
    for (const client of [idle, quiet]) await client.ask("GET", "/before");

    const drained = server.drain();
    // Sent at once: how long a connection on which nothing was asked may still speak is the server's choice.
    idle.send(requestHead("GET", "/idle"));
    silent.send(requestHead("GET", "/silent"));
    assert.ok(!quiet.isOver, "an idle connection is not cut at once");
    await within(app.draining, "context.draining fires");
    await assert.rejects(open, /ECONNREFUSED|ENOENT|ECONNRESET/, "a new connection is refused");

    await expectLast(idle, "/idle");
    await expectLast(silent, "/silent");
    halfHead.send("st: law.test\r\n\r\n");
    await expectLast(halfHead, "/half-head");
    halfBody.send("67890");
    await expectLast(halfBody, "/half-body1234567890");
    app.release();
    await expectLast(busy, "/slow");
    await quiet.ended();
    await within(drained, "drain() resolves when the last connection is gone");
  },
};

interface SlowApp {
  readonly handler: Handler;
  /** Resolves when a request to `/slow` has reached the handler. */
  readonly slow: Promise<void>;
  /** Resolves when that request's `context.draining` fires. */
  readonly draining: Promise<void>;
  /** Lets `/slow` be answered. */
  release(): void;
}

function createSlowApp(): SlowApp {
  const slow = Promise.withResolvers<void>();
  const draining = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const handler: Handler = async (request, context) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/slow") {
      context.draining.addEventListener("abort", () => draining.resolve());
      slow.resolve();
      await gate.promise;
    }
    return new Response(pathname + (await request.text()));
  };
  return { handler, slow: slow.promise, draining: draining.promise, release: gate.resolve };
}

async function expectLast(client: Client, body: string): Promise<void> {
  const answer = await client.answer();
  assert.equal(answer.body, body);
  assert.deepEqual(
    answer.head.values("connection").map((value) => value.toLowerCase()),
    ["close"],
    `${body}: the last answer says so`,
  );
  await client.ended();
}

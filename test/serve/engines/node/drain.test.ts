import { describe, expect, it } from "vitest";
import { millis } from "../../../../src/core/index.ts";
import type { RequestContext } from "../../../../src/http/index.ts";
import { until, within } from "../../../../src/laws/deadline.ts";
import { Client, requestHead } from "../../../../src/laws/server/client.ts";
import { start } from "./started.ts";

const echo = async (request: Request): Promise<Response> =>
  new Response(new URL(request.url).pathname + (await request.text()));

function connectionOf(answer: { head: { values(name: string): string[] } }): string[] {
  return answer.head.values("connection");
}

/** A stream that has begun and ends when told. */
function opened(end: Promise<void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(Buffer.from("a"));
      await end;
      controller.close();
    },
  });
}

describe("draining", () => {
  it("an idle connection and a silent one get a FIN after the linger and not before", async () => {
    await using started = await start(echo, undefined, { lingerTimeout: millis(300) });
    using silent = await Client.open(started.address);
    using idle = await Client.open(started.address);
    await idle.ask("GET", "/");
    await until("both are accepted", () => started.server.activity().connections === 2);
    const begin = performance.now();
    const drained = started.server.drain();
    for (const end of [silent.ended(), idle.ended()].map((ended) =>
      ended.then(() => performance.now()),
    )) {
      expect((await end) - begin).toBeGreaterThanOrEqual(295);
    }
    await drained;
  });

  it("a connection whose answer was begun before the drain lingers from the end of that answer", async () => {
    const contexts: RequestContext[] = [];
    const gate = Promise.withResolvers<void>();
    await using started = await start((request, context) => {
      contexts.push(context);
      return request.url.endsWith("/stream") ? new Response(opened(gate.promise)) : echo(request);
    });
    using speaks = await Client.open(started.address);
    using quiet = await Client.open(started.address);
    const streams = [];
    for (const client of [speaks, quiet]) {
      client.send(requestHead("GET", "/stream"));
      const parts = client.parts(await client.head());
      await parts.next();
      streams.push(parts);
    }
    const drained = started.server.drain();
    expect(contexts.map(({ draining }) => draining.aborted)).toEqual([true, true]);
    gate.resolve();
    for (const parts of streams) expect((await parts.next()).done).toBe(true);
    const late = await speaks.ask("GET", "/late");
    expect(late.body).toBe("/late");
    expect(connectionOf(late)).toEqual(["close"]);
    await quiet.ended();
    await within(drained, "drained");
  });

  it("a half header and a half body are waited for beyond the linger, until they are forced", async () => {
    await using started = await start(echo);
    using half = await Client.open(started.address);
    half.send("GET /half HTTP/1.1\r\nHo");
    using stuck = await Client.open(started.address);
    stuck.send("GET /stuck HTTP/1.1\r\nHo");
    using body = await Client.open(started.address);
    body.send(`${requestHead("POST", "/body", ["Content-Length: 4"])}ab`);
    using idle = await Client.open(started.address);
    await idle.ask("GET", "/");
    await until("the body has begun", () => started.server.activity().inFlight === 1);
    let isDrained = false;
    const drained = started.server.drain().then(() => (isDrained = true));
    await idle.ended();
    half.send("st: a\r\n\r\n");
    expect(await half.answer()).toMatchObject({ body: "/half" });
    body.send("cd");
    expect(await body.answer()).toMatchObject({ body: "/bodyabcd" });
    expect([isDrained, stuck.isOver]).toEqual([false, false]);
    await started.server.close();
    await stuck.ended();
    await within(drained, "drained by force");
  });

  it("requests that were pipelined before the drain are all answered, the last one closes", async () => {
    const gate = Promise.withResolvers<void>();
    let entered = 0;
    await using started = await start(async (request) => {
      entered += 1;
      await gate.promise;
      return echo(request);
    });
    using client = await Client.open(started.address);
    client.send(requestHead("GET", "/1") + requestHead("GET", "/2") + requestHead("GET", "/3"));
    await until("all are in the handler", () => entered === 3);
    const drained = started.server.drain();
    gate.resolve();
    const answers = [await client.answer(), await client.answer(), await client.answer()];
    expect(answers.map(({ body }) => body)).toEqual(["/1", "/2", "/3"]);
    expect(answers.map(connectionOf)).toEqual([["keep-alive"], ["keep-alive"], ["close"]]);
    await within(drained, "drained");
  });

  it("a large body that the app does not read costs neither the answer nor the drain", async () => {
    await using started = await start(() => new Response("no, thank you", { status: 413 }));
    using client = await Client.open(started.address);
    using idle = await Client.open(started.address);
    await idle.ask("GET", "/");
    const drained = started.server.drain();
    client.socket.pause(); // sends everything before it looks at the answer
    client.send(requestHead("POST", "/", [`Content-Length: ${8 * 1024 * 1024}`]));
    client.send(new Uint8Array(4 * 1024 * 1024));
    await until("the answer is complete", () => started.server.activity().requests === 2);
    client.send(new Uint8Array(4 * 1024 * 1024));
    await until("the body is sent", () => client.socket.writableLength === 0);
    client.socket.resume();
    const answer = await client.answer();
    expect([answer.body, ...connectionOf(answer)]).toEqual(["no, thank you", "close"]);
    await client.ended();
    await within(drained, "drained");
  });

  it("a promise given to waitUntil is waited for, and its rejection is reported", async () => {
    const work = Promise.withResolvers<void>();
    await using started = await start((_request, context) => {
      context.waitUntil(work.promise);
      return new Response();
    });
    using client = await Client.open(started.address);
    await client.ask("GET", "/");
    let isDrained = false;
    const drained = started.server.drain().then(() => (isDrained = true));
    await client.ended();
    await until("no connection is left", () => started.server.activity().connections === 0);
    expect(isDrained).toBe(false);
    work.reject(new Error("after the answer"));
    await within(drained, "drained");
    expect(started.errors).toEqual(["Error: after the answer"]);
  });

  it("draining twice is draining once, also when nothing is connected", async () => {
    await using started = await start(echo);
    await within(Promise.all([started.server.drain(), started.server.drain()]), "drained");
  });
});

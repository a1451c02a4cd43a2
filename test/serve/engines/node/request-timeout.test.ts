import { describe, expect, it, test } from "vitest";
import { seconds } from "../../../../src/core/index.ts";
import { fromNodeListener, type Handler, type RequestContext } from "../../../../src/http/index.ts";
import { LightResponse } from "../../../../src/http/light-response.ts";
import { until, within } from "../../../../src/laws/deadline.ts";
import { Client } from "../../../../src/laws/server/client.ts";
import { FakeClock } from "./fake-clock.ts";
import { type Started, start } from "./started.ts";

/** An app that answers `/probe` at once, and everything else when it is released. */
interface Slow {
  readonly contexts: RequestContext[];
  readonly release: PromiseWithResolvers<Response>;
}

interface Timed extends Started {
  readonly clock: FakeClock;
  /** Waits until the server has seen what was sent before, and lets so many seconds go by one by one. */
  pass(count: number): Promise<void>;
}

const requestTimeout = seconds(5);

function createSlow(): Slow & { readonly handler: Handler } {
  const contexts: RequestContext[] = [];
  const release = Promise.withResolvers<Response>();
  const handler: Handler = (request, context) => {
    if (request.url.endsWith("/probe")) return new Response("probe");
    contexts.push(context);
    return release.promise;
  };
  return { contexts, release, handler };
}

async function startTimed(handler: Handler): Promise<Timed> {
  const clock = new FakeClock();
  const started = await start(handler, undefined, { clock, requestTimeout });
  const pass = async (count: number): Promise<void> => {
    using probe = await Client.open(started.address);
    await probe.ask("GET", "/probe");
    for (let second = 0; second < count; second += 1) clock.advance(1_000);
  };
  return { ...started, clock, pass };
}

describe("a request that the app does not answer in time", () => {
  it("gets a 503 and fires its signal, and nobody else notices", async () => {
    const { handler, contexts } = createSlow();
    await using timed = await startTimed(handler);
    using client = await Client.open(timed.address);
    client.send("GET /report?secret=1 HTTP/1.1\r\nHost: a\r\n\r\n");
    await timed.pass(5);
    const [context] = contexts;
    expect([client.isOver, context?.signal.aborted]).toEqual([false, false]);
    await timed.pass(2);
    expect((await client.answer()).head.status).toBe(503);
    await client.ended();
    expect(context?.signal.reason).toMatchObject({ name: "TimeoutError" });
    expect(timed.errors.join()).toContain("GET /report was not answered within 5s");
    using other = await Client.open(timed.address);
    expect((await other.ask("GET", "/probe")).body).toBe("probe");
  });

  it("has its late answer thrown away, body and all, whatever that is", async () => {
    for (const isBad of [false, true]) {
      const cancelled = Promise.withResolvers<void>();
      const { handler, release, contexts } = createSlow();
      await using timed = await startTimed(handler);
      using client = await Client.open(timed.address);
      client.send("GET /report HTTP/1.1\r\nHost: a\r\n\r\n");
      await timed.pass(7);
      expect((await client.answer()).head.status).toBe(503);
      await client.ended();
      const late = isBad
        ? new LightResponse("late", { headers: { "not a name": "x" } })
        : new Response(new ReadableStream({ cancel: () => cancelled.resolve() }));
      release.resolve(late as Response);
      if (!isBad) await within(cancelled.promise, "the stream is cancelled");
      await until("nothing runs", () => timed.server.activity().oldest === undefined);
      expect(timed.errors.filter((error) => !error.includes("/report was not"))).toHaveLength(
        isBad ? 1 : 0,
      );
      await until("the client has gone", () => timed.server.activity().connections === 0);
      expect(contexts[0]?.signal.reason).toMatchObject({ name: "TimeoutError" }); // first of two reasons
    }
  });

  it("is still reported as the oldest, without its query, until the app is done with it", async () => {
    const { handler, release } = createSlow();
    await using timed = await startTimed(handler);
    expect(timed.server.activity().oldest).toBeUndefined();
    using client = await Client.open(timed.address);
    client.send("GET /report?secret=1 HTTP/1.1\r\nHost: a\r\n\r\n");
    await timed.pass(8);
    expect((await client.answer()).head.status).toBe(503);
    client[Symbol.dispose]();
    await until("the client has gone", () => timed.server.activity().connections === 0);
    timed.clock.advance(1_000);
    timed.clock.advance(1_000);
    expect(timed.server.activity().oldest).toEqual({ route: "GET /report", age: 9_000 });
    release.resolve(new Response("too late"));
    await until("it is forgotten", () => timed.server.activity().oldest === undefined);
    expect(timed.errors).toHaveLength(1);
  });

  it("does not disturb the answers before it on its connection", async () => {
    const { handler, release } = createSlow();
    await using timed = await startTimed(async (request, context) => {
      if (!request.url.endsWith("/stream")) return handler(request, context);
      const late = release.promise.then(() => new TextEncoder().encode("streamed"));
      const pull = async (stream: ReadableStreamDefaultController): Promise<void> => {
        stream.enqueue(new TextEncoder().encode("s"));
        stream.enqueue(await late);
        stream.close();
      };
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
    });
    using client = await Client.open(timed.address);
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\nGET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    await timed.pass(8);
    release.resolve(new Response("too late"));
    expect((await client.answer()).body).toBe("sstreamed");
    expect((await client.answer()).head.status).toBe(503);
  });

  it("of a Node listener gets a 503 too, and what the listener writes later does no harm", async () => {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    const listener = fromNodeListener((_incoming, outgoing) => {
      resolve(() => {
        outgoing.setHeader("x-late", "1");
        outgoing.end("late");
      });
    });
    await using timed = await startTimed((request, context) =>
      request.url.endsWith("/probe") ? new Response("probe") : listener(request, context),
    );
    using client = await Client.open(timed.address);
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    const answerLate = await promise;
    await timed.pass(7);
    expect((await client.answer()).head.status).toBe(503);
    answerLate();
    await client.ended();
    using other = await Client.open(timed.address);
    expect((await other.ask("GET", "/probe")).body).toBe("probe");
  });
});

test("an answer that has begun may take as long as it likes", async () => {
  const streams = new Set<ReadableStreamDefaultController>();
  const listener = fromNodeListener((_incoming, outgoing) => void outgoing.write("first"));
  const handlers: Record<string, Handler> = {
    "/stream": async () =>
      new Response(
        new ReadableStream({
          start: (stream) => {
            streams.add(stream);
            stream.enqueue(new TextEncoder().encode("first"));
          },
        }),
      ),
    "/listener": listener,
    "/probe": () => new Response("probe"),
  };
  await using timed = await startTimed((request, context) =>
    handlers[new URL(request.url).pathname]!(request, context),
  );
  for (const path of ["/stream", "/listener"]) {
    using client = await Client.open(timed.address);
    client.send(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await timed.pass(20);
    expect(client.isOver).toBe(false);
  }
  expect(timed.errors).toEqual([]);
});

test("time in which the app waits for the client's body is not the app's", async () => {
  const handler: Handler = async (request) => new Response(await request.text());
  await using timed = await startTimed((request, context) =>
    request.url.endsWith("/probe") ? new Response("probe") : handler(request, context),
  );
  using client = await Client.open(timed.address);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
  await timed.pass(20);
  client.send("cd");
  expect((await client.answer()).body).toBe("abcd");
});

test("a loop that stood still is not held against those who waited for it", async () => {
  const { handler, release } = createSlow();
  const clock = new FakeClock();
  await using started = await start(handler, undefined, { clock, requestTimeout });
  using client = await Client.open(started.address);
  client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  await until("it arrived", () => started.server.activity().inFlight === 1);
  clock.advance(1_000);
  // Timers of a loop that was blocked wake late: the next look is an hour after the last.
  const now = clock.now.bind(clock);
  clock.now = () => now() + 3_600_000;
  clock.advance(1_000);
  release.resolve(new Response("in time"));
  expect((await client.answer()).body).toBe("in time");
});

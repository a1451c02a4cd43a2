import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { bytes, seconds } from "../../../../src/core/index.ts";
import { fromNodeListener, type Handler } from "../../../../src/http/index.ts";
import { until } from "../../../../src/laws/deadline.ts";
import { Client, requestHead } from "../../../../src/laws/server/client.ts";
import type { ServerOptions } from "../../../../src/serve/engines/index.ts";
import { FakeClock } from "./fake-clock.ts";
import { type Started, start } from "./started.ts";

interface Timed extends Started {
  readonly clock: FakeClock;
  /** Waits until the server has seen what was sent before, and lets so many seconds go by one by one. */
  pass(count: number): Promise<void>;
}

async function startTimed(
  handler: Handler = () => new Response("ok"),
  options: Partial<ServerOptions> = {},
): Promise<Timed> {
  const clock = new FakeClock();
  const started = await start(handler, undefined, { clock, ...options });
  const pass = async (count: number): Promise<void> => {
    using probe = await Client.open(started.address);
    await probe.ask("GET", "/probe"); // comes later than what others have sent
    for (let second = 0; second < count; second += 1) clock.advance(1_000);
  };
  return { ...started, clock, pass };
}

/** How much of a body an app has read. */
interface Meter {
  read: number;
}

const readers = (meter: Meter): Record<string, Handler> => ({
  "a handler": async (request) => {
    for await (const piece of request.body ?? []) meter.read += piece.byteLength;
    return new Response("whole");
  },
  "a Node listener": fromNodeListener((incoming, outgoing) => {
    incoming.on("data", (piece: Buffer) => (meter.read += piece.length));
    incoming.on("end", () => outgoing.end("whole"));
  }),
});

describe("a slow header", () => {
  it("[A17] may take its time, and one that takes longer gets a 408 and a closed connection", async () => {
    await using timed = await startTimed(undefined, { headerTimeout: seconds(10) });
    using fast = await Client.open(timed.address);
    using slow = await Client.open(timed.address);
    for (const client of [fast, slow]) client.send("GET /late HTTP/1.1\r\nHo");
    await timed.pass(10);
    fast.send("st: a\r\n\r\n");
    expect((await fast.answer()).body).toBe("ok");
    expect(slow.isOver).toBe(false);
    await timed.pass(2);
    const { head } = await slow.answer();
    expect([head.status, ...head.values("connection")]).toEqual([408, "close"]);
    await slow.ended();
    expect(timed.server.activity().refused).toBe(1);
    expect(timed.errors).toEqual([]);
  });

  it("[A17] is counted from its first byte, also on a connection that was idle", async () => {
    await using timed = await startTimed(undefined, { headerTimeout: seconds(10) });
    using client = await Client.open(timed.address);
    for (let request = 0; request < 3; request += 1) {
      await client.ask("GET", "/");
      await timed.pass(30);
      client.send("GET / HT");
      await timed.pass(9);
      client.send("TP/1.1\r\nHost: a\r\n\r\n");
      expect((await client.answer()).body).toBe("ok");
    }
    client.send("G");
    await timed.pass(12);
    expect((await client.answer()).head.status).toBe(408);
  });

  it("a byte now and then does not make it younger", async () => {
    await using timed = await startTimed(undefined, { headerTimeout: seconds(5) });
    using client = await Client.open(timed.address);
    client.send("GET / HTTP/1.1\r\n");
    for (let second = 0; second < 7 && !client.isOver; second += 1) {
      client.send("x");
      await timed.pass(1);
    }
    expect((await client.answer()).head.status).toBe(408);
  });

  it("has for ever when the timeout is 0", async () => {
    await using timed = await startTimed(undefined, { headerTimeout: seconds(0) });
    using client = await Client.open(timed.address);
    client.send("GET / HTTP/1.1\r\nHo");
    await timed.pass(1_000);
    client.send("st: a\r\n\r\n");
    expect((await client.answer()).body).toBe("ok");
  });

  it("requests of which the clock finds one half every time are all served", async () => {
    await using timed = await startTimed(undefined, { headerTimeout: seconds(3) });
    using client = await Client.open(timed.address);
    client.send("GET / HT");
    for (let request = 0; request < 8; request += 1) {
      await timed.pass(1);
      client.send("TP/1.1\r\nHost: a\r\n\r\n");
      expect((await client.answer()).body).toBe("ok");
      client.send("GET / HT");
    }
  });
});

describe("the sweep", () => {
  it.each(["drain", "close"] as const)("waits for nobody after a %s", async (end) => {
    await using timed = await startTimed();
    using client = await Client.open(timed.address);
    await client.ask("GET", "/");
    const ended = timed.server[end]();
    timed.clock.advance(900);
    client.socket.destroy();
    await ended;
    expect(timed.clock.waiting).toBe(0);
  });
});

describe("a connection on which nothing was ever asked", () => {
  it("is closed without a word when the keep-alive timeout is over, and not by the header's", async () => {
    const limits = { headerTimeout: seconds(5), keepAliveTimeout: seconds(60) };
    await using timed = await startTimed(undefined, limits);
    using client = await Client.open(timed.address);
    await timed.pass(59);
    expect(client.isOver).toBe(false);
    await timed.pass(3);
    await client.ended();
    expect(timed.server.activity().refused).toBe(0);
  });
});

describe.each(["a handler", "a Node listener"])("a slow body that %s reads", (name) => {
  async function upload(options: Partial<ServerOptions>): Promise<{
    timed: Timed;
    client: Client;
    meter: Meter;
    send(size: number): Promise<void>;
  }> {
    const meter: Meter = { read: 0 };
    const reader = readers(meter)[name] as Handler;
    const timed = await startTimed(
      (request, context) =>
        request.url.endsWith("/probe") ? new Response("probe") : reader(request, context),
      options,
    );
    const client = await Client.open(timed.address);
    client.send(requestHead("POST", "/", ["Content-Length: 100000000"]));
    await timed.pass(1);
    const send = async (size: number): Promise<void> => {
      const before = meter.read;
      client.send(Buffer.alloc(size));
      await until("it is read", () => client.isOver || meter.read === before + size);
    };
    return { timed, client, meter, send };
  }

  it.each([
    ["just below the rate", 29, true],
    ["at the rate", 30, false],
    ["above the rate", 31, false],
  ])("[A17] %s: %i hundred bytes in half a minute", async (_name, count, dies) => {
    const { timed, client, send } = await upload({ minBodyRate: bytes(100) });
    await using _timed = timed;
    using _client = client;
    for (let piece = 0; piece < 30; piece += 1) {
      await send(piece < count - 1 ? 100 : piece === 29 ? 100 * Math.max(1, count - 29) : 0);
      timed.clock.advance(1_000);
    }
    await timed.pass(0);
    expect(timed.server.activity().refused).toBe(dies ? 1 : 0);
    if (!dies) return;
    const { head } = await client.answer();
    expect([head.status, ...head.values("connection")]).toEqual([408, "close"]);
    await client.ended();
    expect(timed.errors).toEqual([]);
  });

  it("[A17] of one byte a second is cut, and what came fast before does not help it", async () => {
    const { timed, client, send } = await upload({});
    await using _timed = timed;
    using _client = client;
    await send(1_000_000);
    for (let second = 0; second < 90 && !client.isOver; second += 1) {
      await send(1);
      timed.clock.advance(1_000);
      await timed.pass(0);
    }
    expect((await client.answer()).head.status).toBe(408);
  });

  it("[A17] that is steady lives on and on, with pauses of twenty seconds", async () => {
    const { timed, client, meter, send } = await upload({ minBodyRate: bytes(250) });
    await using _timed = timed;
    using _client = client;
    for (let pause = 0; pause < 100; pause += 1) {
      await send(10_000);
      for (let second = 0; second < 20; second += 1) timed.clock.advance(1_000);
    }
    expect(client.isOver).toBe(false);
    expect(meter.read).toBe(1_000_000);
    expect(timed.clock.now()).toBeGreaterThan(1_800_000);
  });

  it("is judged by itself, not with the one before it on its connection", async () => {
    await using timed = await startTimed(async (request) => new Response(await request.text()));
    using client = await Client.open(timed.address);
    for (const text of ["one!", "two!"]) {
      client.send(requestHead("POST", "/", ["Content-Length: 4"]));
      await timed.pass(20); // of the thirty that a body has
      client.send(text);
      expect((await client.answer("POST")).body).toBe(text);
    }
  });

  it("may be as slow as it likes when the rate is 0", async () => {
    const { timed, client } = await upload({ minBodyRate: bytes(0) });
    await using _timed = timed;
    using _client = client;
    await timed.pass(10_000);
    expect(client.isOver).toBe(false);
  });
});

describe("time that is not the client's", () => {
  it("an app that does not read yet, or reads slowly, is waited for", async () => {
    const gate = Promise.withResolvers<void>();
    const slow: Handler = async (request) => {
      await gate.promise;
      return new Response(String((await request.text()).length));
    };
    await using timed = await startTimed((request, context) =>
      request.url.endsWith("/probe") ? new Response() : slow(request, context),
    );
    using waits = await Client.open(timed.address);
    waits.send(requestHead("POST", "/", ["Content-Length: 4", "Expect: 100-continue"]));
    using sends = await Client.open(timed.address);
    sends.send(`${requestHead("POST", "/", ["Content-Length: 300000"])}${"x".repeat(300_000)}`);
    await timed.pass(600);
    expect([waits.isOver, sends.isOver]).toEqual([false, false]);
    gate.resolve();
    expect((await waits.head()).status).toBe(100);
    waits.send("text");
    expect((await waits.answer()).body).toBe("4");
    expect((await sends.answer()).body).toBe("300000");
    expect(timed.server.activity().refused).toBe(0);
  });

  it.each<[string, (incoming: IncomingMessage, go: Promise<void>) => void]>([
    [
      "pauses",
      (incoming, go) =>
        void incoming.once("data", () => {
          incoming.pause();
          void go.then(() => incoming.resume());
        }),
    ],
    [
      "does not read what is there",
      (incoming, go) =>
        void incoming.on("readable", () => void go.then(() => incoming.read() as unknown)),
    ],
  ])("a listener that %s is waited for", async (_name, read) => {
    const gate = Promise.withResolvers<void>();
    const listener = fromNodeListener((incoming, outgoing) => {
      read(incoming, gate.promise);
      incoming.on("end", () => outgoing.end("whole"));
    });
    await using timed = await startTimed((request, context) =>
      request.url.endsWith("/probe") ? new Response() : listener(request, context),
    );
    using client = await Client.open(timed.address);
    client.send(`${requestHead("POST", "/", ["Content-Length: 300000"])}${"x".repeat(300_000)}`);
    await timed.pass(600);
    gate.resolve();
    expect((await client.answer()).body).toBe("whole");
  });

  it("an answer that takes its time is waited for, whatever the header's timeout", async () => {
    const gate = Promise.withResolvers<void>();
    await using timed = await startTimed(async (request) => {
      if (request.url.endsWith("/slow")) await gate.promise;
      return new Response("ok");
    });
    using client = await Client.open(timed.address);
    client.send(requestHead("GET", "/slow"));
    await timed.pass(3_600);
    gate.resolve();
    expect((await client.answer()).body).toBe("ok");
  });
});

describe("a hundred slow clients at once", () => {
  it.each([
    ["in the header", "GET / HTTP/1.1\r\nX-", 408],
    ["in the body", `${requestHead("POST", "/body", ["Content-Length: 999"])}x`, 408],
  ])("[A17] %s are cut, while others are served", async (_where, begun, status) => {
    const handler: Handler = async (request) => new Response(await request.text());
    await using timed = await startTimed(handler);
    const opened = await Promise.all(Array.from({ length: 100 }, () => Client.open(timed.address)));
    for (const client of opened) client.send(begun);
    for (let second = 0; second < 40; second += 1) {
      await timed.pass(1);
      for (const client of opened) if (!client.isOver) client.send("x");
    }
    const answers = await Promise.all(opened.map((client) => client.answer()));
    expect(new Set(answers.map(({ head }) => head.status))).toEqual(new Set([status]));
    for (const client of opened) client.socket.destroy();
    await until("all are gone", () => timed.server.activity().connections === 0);
    expect(timed.server.activity()).toMatchObject({ inFlight: 0, refused: 100 });
    expect(timed.errors).toEqual([]);
  });

  it("one that ignores the refusal and stays is cut in the end, and then no timer waits", async () => {
    await using timed = await startTimed(undefined, { headerTimeout: seconds(5) });
    using client = await Client.open(timed.address);
    client.socket.allowHalfOpen = true;
    client.send("GET / HTTP/1.1\r\nX-");
    await timed.pass(7);
    expect((await client.answer()).head.status).toBe(408);
    await until("only it is left", () => timed.server.activity().connections === 1);
    await timed.pass(12);
    await until("it is gone", () => timed.server.activity().connections === 0);
    timed.clock.advance(1_000);
    expect(timed.clock.waiting).toBe(0);
  });
});

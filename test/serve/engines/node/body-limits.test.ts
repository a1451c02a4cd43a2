import express from "express";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { bytes } from "../../../../src/core/index.ts";
import { fromNodeListener, type Handler } from "../../../../src/http/index.ts";
import { until } from "../../../../src/laws/deadline.ts";
import { type Answer, Client, requestHead } from "../../../../src/laws/server/client.ts";
import { type Started, start } from "./started.ts";

const limits = { maxBody: bytes(1_000) };
const chunkedHead = (path = "/"): string =>
  requestHead("POST", path, ["Transfer-Encoding: chunked"]);
const chunk = (size: number): string => `${size.toString(16)}\r\n${"x".repeat(size)}\r\n`;
const chunks = (...sizes: readonly number[]): string => `${sizes.map(chunk).join("")}0\r\n\r\n`;

const reading: Handler = async (request) => new Response(String((await request.text()).length));

const readings: Record<string, Handler> = {
  "a handler": reading,
  "a handler that wraps the error": async (request) => {
    const text = await request.text().catch((cause: unknown) => {
      throw new Error("no text", { cause });
    });
    return new Response(String(text.length));
  },
  "a Hono app": (request) =>
    new Hono()
      .post("/", async (context) => context.text(String((await context.req.text()).length)))
      .fetch(request) as Promise<Response>,
  "an answer made of the body": (request) =>
    new Response(
      request.body?.pipeThrough(
        new TransformStream({
          transform: () => {},
          flush: (controller) => controller.enqueue(Buffer.from("done")),
        }),
      ),
    ),
  "a Node listener on events": fromNodeListener((incoming, outgoing) => {
    let size = 0;
    incoming.on("data", (data: Buffer) => (size += data.length));
    incoming.on("end", () => outgoing.end(String(size)));
  }),
  "a Node listener that iterates": fromNodeListener(async (incoming, outgoing) => {
    let size = 0;
    for await (const data of incoming) size += (data as Buffer).length;
    outgoing.end(String(size));
  }),
  "an Express app": fromNodeListener(
    express()
      .use(express.text({ type: () => true, limit: "1mb" }))
      .post("/", (request, response) => void response.send(String(String(request.body).length))),
  ),
};

async function send(started: Started, text: string): Promise<Answer> {
  using client = await Client.open(started.address);
  client.send(text);
  const answer = await client.answer();
  if (answer.head.status === 413) await client.ended();
  return answer;
}

async function expectOneRefusal({ server, errors }: Started): Promise<void> {
  await until("nothing is open", () => server.activity().connections === 0);
  expect(server.activity()).toMatchObject({ inFlight: 0, refused: 1 });
  expect(errors).toEqual([]);
}

describe("a body beyond the limit", () => {
  it.each([
    ["just below", 999, 200],
    ["at", 1_000, 200],
    ["just above", 1_001, 413],
    ["far beyond what a number can hold above", "9".repeat(17), 413],
  ])("[A17] that is announced %s it: %s bytes → %i", async (_name, length, status) => {
    let calls = 0;
    const handler = (request: Request): Response | Promise<Response> => {
      calls += 1;
      return reading(request, undefined as never);
    };
    await using started = await start(handler, undefined, limits);
    const head = requestHead("POST", "/", [`Content-Length: ${length}`]);
    const { head: answer } = await send(
      started,
      head + "x".repeat(Math.min(Number(length), 2_000)),
    );
    expect([answer.status, calls]).toEqual([status, status === 200 ? 1 : 0]);
    expect(answer.values("connection")).toEqual([status === 200 ? "keep-alive" : "close"]);
  });

  it("[A17] is refused before the client was told to go on", async () => {
    await using started = await start(reading, undefined, limits);
    const lines = ["Content-Length: 1001", "Expect: 100-continue"];
    expect((await send(started, requestHead("POST", "/", lines))).head.status).toBe(413);
    await expectOneRefusal(started);
  });

  it.each(["GET", "PUT", "DELETE"])("is refused for %s, too", async (method) => {
    await using started = await start(() => new Response(), undefined, limits);
    const text = requestHead(method, "/", ["Content-Length: 1001"]);
    expect((await send(started, text)).head.status).toBe(413);
    await expectOneRefusal(started);
  });

  it("costs nobody the answer, however much was sent before the client looked", async () => {
    await using started = await start(reading, undefined, limits);
    using client = await Client.open(started.address);
    client.socket.pause();
    client.send(requestHead("POST", "/", [`Content-Length: ${8 * 1_024 * 1_024}`]));
    client.send(new Uint8Array(8 * 1_024 * 1_024));
    await until("all is sent", () => client.socket.writableLength === 0);
    client.socket.resume();
    expect((await client.answer()).head.status).toBe(413);
    await client.ended();
  });

  describe.each(Object.entries(readings))("in chunks, read by %s", (name, handler) => {
    const whole = name === "an answer made of the body" ? "done" : undefined;

    it.each([
      ["just below", [500, 499]],
      ["at", [500, 500]],
    ])("[A17] %s the limit it is read", async (_where, sizes) => {
      await using started = await start(handler, undefined, limits);
      const { head, body } = await send(started, chunkedHead() + chunks(...sizes));
      const total = String(sizes.reduce((sum, size) => sum + size));
      expect([head.status, body]).toEqual([200, whole ?? total]);
    });

    it.each([
      ["in one piece", [1_001]],
      ["in two", [1_000, 1]],
      ["and far above", [900, 70_000, 70_000]],
    ])("[A17] just above it, %s, it is a 413 that closes", async (_where, sizes) => {
      await using started = await start(handler, undefined, limits);
      const { head } = await send(started, chunkedHead() + chunks(...sizes));
      expect([head.status, ...head.values("connection")]).toEqual([413, "close"]);
      await expectOneRefusal(started);
    });

    it("one that never ends is cut, too", async () => {
      await using started = await start(handler, undefined, limits);
      using client = await Client.open(started.address);
      client.send(chunkedHead() + chunk(600) + chunk(600));
      expect((await client.answer()).head.status).toBe(413);
      await client.ended();
      client.socket.destroy();
      await expectOneRefusal(started);
    });
  });

  it("is the app's to answer, which hears why", async () => {
    const handler: Handler = async (request) => {
      const error = await request.text().catch((reason: unknown) => reason);
      return new Response(String(error), { status: 422 });
    };
    await using started = await start(handler, undefined, limits);
    using client = await Client.open(started.address);
    client.send(chunkedHead() + chunks(1_001));
    const { head, body } = await client.answer();
    expect([head.status, ...head.values("connection")]).toEqual([422, "close"]);
    expect(body).toContain("the request's body is larger than 1000");
    await client.ended();
    await expectOneRefusal(started);
  });

  it("is an error of a listener's request, if it listens, and says why", async () => {
    const heard: unknown[] = [];
    const listener = fromNodeListener((incoming, outgoing) => {
      incoming.on("aborted", () => heard.push("aborted")).on("close", () => heard.push("close"));
      incoming.on("error", (error: Error & { code?: string }) => {
        heard.push(error.code);
        outgoing.setHeader("x-late", "1").end("too late");
      });
      incoming.resume();
    });
    await using started = await start(listener, undefined, limits);
    expect((await send(started, chunkedHead() + chunks(1_001, 5))).body).toBe("");
    expect(heard).toEqual(["aborted", "BODY_TOO_LARGE", "close"]);
    await expectOneRefusal(started);
  });

  it("that came before a listener was asked is a 413, too", async () => {
    const gate = Promise.withResolvers<void>();
    const listener = readings["a Node listener on events"] as Handler;
    await using started = await start(
      async (request, context) => {
        await gate.promise;
        return listener(request, context);
      },
      undefined,
      limits,
    );
    using client = await Client.open(started.address);
    client.send(chunkedHead() + chunk(1_001));
    await until("it is refused", () => started.server.activity().refused === 1);
    gate.resolve();
    expect((await client.answer()).head.status).toBe(413);
    await client.ended();
    await expectOneRefusal(started);
  });

  it("that comes in the middle of an answer cuts the answer, and is no error of ours", async () => {
    await using started = await start((request) => new Response(request.body), undefined, limits);
    using client = await Client.open(started.address);
    client.send(chunkedHead() + chunk(500));
    const parts = client.parts(await client.head(), "POST");
    await parts.next();
    client.send(chunk(501));
    await expect(parts.next()).rejects.toThrow("ended before");
    await expectOneRefusal(started);
  });

  it("that a listener reads after its answer cuts the connection, which has its answer", async () => {
    const listener = fromNodeListener((incoming, outgoing) => {
      incoming.on("error", () => {}).resume();
      outgoing.end("early");
    });
    await using started = await start(listener, undefined, limits);
    using client = await Client.open(started.address);
    client.send(chunkedHead());
    expect((await client.answer()).body).toBe("early");
    client.send(chunk(1_001));
    await client.ended();
    await expectOneRefusal(started);
  });

  it("that is read after the answer closes the connection", async () => {
    const seen = Promise.withResolvers<unknown>();
    const handler: Handler = (request, context) => {
      context.waitUntil(request.text().then(seen.resolve, seen.resolve));
      return new Response("early");
    };
    await using started = await start(handler, undefined, limits);
    using client = await Client.open(started.address);
    client.send(chunkedHead());
    expect((await client.answer()).body).toBe("early");
    client.send(chunks(1_001));
    expect(String(await seen.promise)).toContain("larger than 1000");
    await client.ended();
    await expectOneRefusal(started);
  });

  it("is no limit when it is 0", async () => {
    await using started = await start(reading, undefined, { maxBody: bytes(0) });
    const length = requestHead("POST", "/", ["Content-Length: 5000"]) + "x".repeat(5_000);
    expect((await send(started, length)).body).toBe("5000");
    expect((await send(started, chunkedHead() + chunks(5_000))).body).toBe("5000");
  });
});

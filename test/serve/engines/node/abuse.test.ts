import { afterAll, afterEach, describe, expect, it } from "vitest";
import { until } from "../../../../src/laws/deadline.ts";
import { Client, requestHead } from "../../../../src/laws/server/client.ts";
import { type Started, start } from "./started.ts";

const uncaught: unknown[] = [];
const catchAll = (error: unknown): void => void uncaught.push(error);
process.on("uncaughtException", catchAll).on("unhandledRejection", catchAll);
afterAll(() => {
  process.off("uncaughtException", catchAll).off("unhandledRejection", catchAll);
});
afterEach(() => expect(uncaught).toEqual([]));

const handler = async (request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url);
  if (pathname === "/endless") return new Response(endless());
  if (pathname === "/body") return new Response(await request.text());
  if (pathname === "/upload") return new Response(request.body);
  return new Response(request.url);
};

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      controller.enqueue(new Uint8Array(16_384));
    },
  });
}

async function expectQuiet({ server, address }: Started): Promise<void> {
  await until("everything is over", () => {
    const { connections, inFlight } = server.activity();
    return connections === 0 && inFlight === 0;
  });
  using client = await Client.open(address);
  expect((await client.ask("GET", "/after")).body).toBe("http://law.test/after");
}

describe("clients that misbehave", () => {
  it.each([
    ["says nothing", ""],
    ["stops in the request line", "GET / HT"],
    ["stops in the head", "GET / HTTP/1.1\r\nHost: a\r\nX-"],
    ["stops in the body", `${requestHead("POST", "/body", ["Content-Length: 99"])}half`],
    [
      "stops in a body that is echoed",
      `${requestHead("POST", "/upload", ["Content-Length: 9"])}half`,
    ],
    ["stops in a chunk", `${requestHead("POST", "/body", ["Transfer-Encoding: chunked"])}5\r\nab`],
    [
      "stops in a body that nobody reads",
      `${requestHead("POST", "/", ["Content-Length: 99"])}half`,
    ],
    ["leaves an endless answer", requestHead("GET", "/endless")],
    ["leaves several pipelined answers", requestHead("GET", "/endless").repeat(3)],
  ])("one that %s and then resets or closes does no harm", async (_name, bytes) => {
    await using started = await start(handler);
    for (const farewell of ["resetAndDestroy", "end"] as const) {
      const client = await Client.open(started.address);
      client.send(bytes);
      const { requests } = started.server.activity();
      await until(
        "it is accepted",
        () => started.server.activity().connections > 0 || requests > 0,
      );
      client.socket[farewell]();
      await until("it is gone", () => started.server.activity().connections === 0);
      client.socket.destroy();
    }
    await expectQuiet(started);
  });

  it.each([true, false])(
    "nothing behind a refused request is served (native Responses: %s)",
    async (nativeResponse) => {
      const served: string[] = [];
      const spying = (request: Request): Response => {
        served.push(request.url);
        return new Response();
      };
      await using started = await start(spying, undefined, { nativeResponse, maxHeaders: 10 });
      for (const bad of [
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        requestHead(
          "GET",
          "/",
          Array.from({ length: 99 }, () => "X: y"),
        ),
      ]) {
        using client = await Client.open(started.address);
        client.send(bad + requestHead("GET", "/behind"));
        expect((await client.answer()).head.values("connection")).toEqual(["close"]);
        await client.ended();
      }
      expect(served).toEqual([]);
    },
  );

  it.each([
    ["no HTTP at all", "hello\r\n\r\n", 400],
    ["a bad header line", "GET / HTTP/1.1\r\nHost: a\r\nbad line\r\n\r\n", 400],
    ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400],
    ["a Host with credentials", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400],
    ["a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400],
    ["a Host with an impossible port", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400],
    ["a foreign scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    ["a star that is no OPTIONS", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    ["a bad chunk", `${requestHead("POST", "/body", ["Transfer-Encoding: chunked"])}zz\r\n`, 400],
    ["TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405],
    ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501],
    ["a head of 64 KB", requestHead("GET", "/", [`X-Big: ${"x".repeat(65_536)}`]), 431],
  ])("%s is refused with a status and the connection is closed", async (_name, bytes, status) => {
    await using started = await start(handler);
    using client = await Client.open(started.address);
    client.send(bytes);
    const { head } = await client.answer();
    expect(head.status).toBe(status);
    await client.ended();
    client.socket.destroy();
    await expectQuiet(started);
  });

  it("garbage after a request does not cost the request its answer", async () => {
    const gate = Promise.withResolvers<void>();
    let entered = false;
    await using started = await start(async () => {
      entered = true;
      await gate.promise;
      return new Response("mine");
    });
    using client = await Client.open(started.address);
    client.send(`${requestHead("GET", "/")}\0\0\0garbage\r\n\r\n`);
    await until("the request is in the handler", () => entered);
    gate.resolve();
    const { head, body } = await client.answer();
    expect([body, ...head.values("connection")]).toEqual(["mine", "close"]);
    await client.ended();
  });

  it("a client that waits for 100 Continue gets it when the app reads the body, and only then", async () => {
    await using started = await start(handler);
    const lines = ["Content-Length: 4", "Expect: 100-continue"];
    using asked = await Client.open(started.address);
    asked.send(requestHead("POST", "/body", lines));
    expect((await asked.head()).status).toBe(100);
    asked.send("text");
    expect((await asked.answer()).body).toBe("text");
    using refused = await Client.open(started.address);
    expect((await refused.ask("POST", "/", lines)).head.status).toBe(200);
    await refused.ended();
  });

  it.each(["100-continue", "miracles"])(
    "HTTP/1.0 knows no expectations: %s is overlooked, and nothing comes before the answer",
    async (expectation) => {
      await using started = await start(handler);
      using client = await Client.open(started.address);
      client.send(`POST /body HTTP/1.0\r\nExpect: ${expectation}\r\nContent-Length: 4\r\n\r\ntext`);
      const { head, body } = await client.answer();
      expect([head.status, body]).toEqual([200, "text"]);
      await client.ended();
    },
  );

  it("a client whose GET waits for 100 Continue is not asked for a body that nobody can read", async () => {
    await using started = await start(handler);
    using client = await Client.open(started.address);
    const lines = ["Content-Length: 4", "Expect: 100-continue"];
    const { head } = await client.ask("GET", "/", lines);
    expect([head.status, ...head.values("connection")]).toEqual([200, "close"]);
    await client.ended();
  });

  it("pipelined expectations are answered in their order", async () => {
    await using started = await start(handler);
    using client = await Client.open(started.address);
    const lines = ["Content-Length: 4", "Expect: 100-continue"];
    client.send(
      `${requestHead("POST", "/body", lines)}one!${requestHead("POST", "/body", lines)}two!`,
    );
    const seen: unknown[] = [];
    while (seen.length < 4) {
      const head = await client.head();
      seen.push(head.status === 100 ? 100 : (await client.answer("POST", head)).body);
    }
    expect(seen).toEqual([100, "one!", 100, "two!"]);
  });
});

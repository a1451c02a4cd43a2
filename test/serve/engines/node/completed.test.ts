import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { bytes, kilobytes, millis } from "../../../../src/core/index.ts";
import {
  type CompletedRequest,
  fromNodeListener,
  type Handler,
  toNodeListener,
} from "../../../../src/http/index.ts";
import { Client, requestHead } from "../../../../src/laws/server/client.ts";
import type { ServerOptions } from "../../../../src/serve/engines/index.ts";
import { FakeClock } from "./fake-clock.ts";
import { start } from "./started.ts";

/** A server whose records the test sees. */
async function setUp(handler: Handler, options: Partial<ServerOptions> = {}) {
  const records: CompletedRequest[] = [];
  const onCompleted = (completed: CompletedRequest): void => void records.push(completed);
  const started = await start(handler, undefined, { onCompleted, ...options });
  onTestFinished(() => started.server.close());
  return { ...started, records };
}

async function open({ address }: { address: { kind: string } }): Promise<Client> {
  const client = await Client.open(address as Parameters<typeof Client.open>[0]);
  onTestFinished(() => client[Symbol.dispose]());
  return client;
}

async function recorded(
  records: readonly CompletedRequest[],
  count = 1,
): Promise<CompletedRequest> {
  await vi.waitFor(() => expect(records).toHaveLength(count), 5_000);
  return records[count - 1] as CompletedRequest;
}

const streamOf = (...texts: string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve));
      const text = texts.shift();
      if (text === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(text));
    },
  });

test.each([3, 4, 5, 50])(
  "a request with %i fields where 2 are allowed is recorded with its target",
  async (count) => {
    const { records, ...started } = await setUp(() => new Response(), { maxHeaders: 2 });
    const others = Array.from({ length: count - 1 }, (_, index) => `X-${index}: v`);
    await (await open(started)).ask("GET", "/asked", others);
    expect(await recorded(records)).toMatchObject({ status: 431, target: "/asked" });
  },
);

describe("the record of a request that was answered", () => {
  test.each<[string, Handler, number]>([
    ["a text", () => new Response("héllo"), 6],
    ["bytes", () => new Response(new Uint8Array(1_000)), 1_000],
    ["a stream", () => new Response(streamOf("a", "bc", "d".repeat(100_000))), 100_003],
    ["nothing", () => new Response(null, { status: 204 }), 0],
    ["a listener's end", fromNodeListener((_, res) => void res.end("héllo")), 6],
    [
      "a listener's writes",
      fromNodeListener((_, res) => {
        res.write("é", "latin1");
        res.write(Buffer.alloc(10));
        res.end("c");
      }),
      12,
    ],
  ])("counts the body of %s", async (_name, handler, size) => {
    const server = await setUp(handler);
    const client = await open(server);
    await client.ask("GET", "/a?b", ["X-Some: thing"]);
    const record = await recorded(server.records);
    const status = size === 0 ? 204 : 200;
    const asked = { method: "GET", target: "/a?b", protocol: "HTTP/1.1" };
    expect(record).toMatchObject({ ...asked, status, bytes: size, isAborted: false });
    expect(record.fields).toContain("X-Some");
    expect(record.client.address).toBe("127.0.0.1");
    expect(record.firstByte).toBeLessThanOrEqual(record.duration);
  });

  test("a HEAD has no body, whatever the app says", async () => {
    const server = await setUp(() => new Response("body"));
    await (await open(server)).ask("HEAD", "/");
    expect(await recorded(server.records)).toMatchObject({ method: "HEAD", bytes: 0 });
  });

  test("times the first byte and the last one", async () => {
    const clock = new FakeClock();
    let finish = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
        finish = () => controller.close();
      },
    });
    const handler = (): Response => {
      clock.advance(250);
      return new Response(body);
    };
    const server = await setUp(handler, { clock });
    const client = await open(server);
    client.send(requestHead("GET", "/"));
    await client.head();
    clock.advance(1_000);
    finish();
    expect(await recorded(server.records)).toMatchObject({ firstByte: 250, duration: 1_250 });
  });

  test("says what the app said about the visitor, and what the request's header said", async () => {
    const server = await setUp((_request, context) => {
      context.user = "anna";
      context.route = "/:id";
      return new Response();
    });
    await (await open(server)).ask("GET", "/1", ["Authorization: Basic Ym9iOng="]);
    const { context } = await recorded(server.records);
    expect(context).toMatchObject({ user: "anna", route: "/:id" });
  });

  test("keeps what the client sent when a listener rewrites it", async () => {
    const listener = (req: IncomingMessage, res: ServerResponse): void => {
      Object.assign(req, { url: "/forged", method: "DELETE" });
      res.end();
    };
    const server = await setUp(fromNodeListener(listener), { basePath: "/app" });
    await (await open(server)).ask("GET", "/app/real");
    expect(await recorded(server.records)).toMatchObject({ method: "GET", target: "/app/real" });
  });

  test("comes once for each of several on one connection, pipelined too", async () => {
    const server = await setUp(({ url }) => new Response(new URL(url).pathname));
    const client = await open(server);
    client.send(["/a", "/bb", "/ccc"].map((path) => requestHead("GET", path)).join(""));
    await recorded(server.records, 3);
    expect(server.records.map(({ target, bytes: size }) => [target, size])).toEqual([
      ["/a", 2],
      ["/bb", 3],
      ["/ccc", 4],
    ]);
  });

  test("has the 500 of an app that throws", async () => {
    const server = await setUp(() => {
      throw new Error("no");
    });
    await (await open(server)).ask("GET", "/");
    expect(await recorded(server.records)).toMatchObject({ status: 500, isAborted: false });
  });
});

describe("the record of a request that was cut", () => {
  test("is 499 when the client left before the answer began", async () => {
    let asked = (): void => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const server = await setUp(() => {
      asked();
      return new Promise<Response>(() => {});
    });
    const client = await open(server);
    client.send(requestHead("GET", "/slow"));
    await isAsked;
    client.socket.destroy();
    const record = await recorded(server.records);
    const cut = { target: "/slow", status: 499, isAborted: true, bytes: 0 };
    expect(record).toMatchObject({ ...cut, firstByte: undefined });
  });

  test("has the status that was sent when the answer had begun", async () => {
    const server = await setUp(
      () => new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(10)) })),
    );
    const client = await open(server);
    client.send(requestHead("GET", "/"));
    await client.head();
    client.socket.destroy();
    const record = await recorded(server.records);
    expect(record).toMatchObject({ status: 200, isAborted: true, bytes: 10 });
  });

  test("comes also when the server cuts it", async () => {
    const server = await setUp(() => new Promise<Response>(() => {}));
    const client = await open(server);
    client.send(requestHead("GET", "/"));
    await vi.waitFor(() => expect(server.server.activity().inFlight).toBe(1), 5_000);
    await server.server.close();
    expect(server.records).toMatchObject([{ isAborted: true }]);
  });
});

describe("the record of a request that was refused", () => {
  const unread = { method: "", target: "" };
  const hello: Handler = () => new Response("hello");

  test.each<[string, string, Partial<ServerOptions>, Partial<CompletedRequest>]>([
    ["no HTTP", "nonsense\r\n\r\n", {}, { ...unread, status: 400 }],
    ["a missing Host", "GET /x HTTP/1.1\r\n\r\n", {}, { target: "/x", status: 400 }],
    [
      "an unknown coding",
      requestHead("POST", "/x", ["Transfer-Encoding: gzip"]),
      {},
      { method: "POST", target: "/x", status: 400 },
    ],
    ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", {}, { ...unread, status: 501 }],
    [
      "a large header",
      requestHead("GET", "/x", [`X: ${"x".repeat(5_000)}`]),
      { maxHeaderBytes: kilobytes(1) },
      { ...unread, status: 431 },
    ],
    [
      "many fields",
      requestHead("GET", "/x", ["A: 1", "B: 2"]),
      { maxHeaders: 2 },
      { target: "/x", status: 431 },
    ],
    [
      "a large body",
      requestHead("POST", "/x", ["Content-Length: 100"]),
      { maxBody: bytes(10) },
      { target: "/x", status: 413 },
    ],
    [
      "a strange expectation",
      requestHead("GET", "/x", ["Expect: miracles"]),
      {},
      { target: "/x", status: 417 },
    ],
  ])("%s", async (_name, text, options, expected) => {
    const server = await setUp(hello, options);
    const client = await open(server);
    client.send(text);
    const { head } = await client.answer();
    const record = await recorded(server.records);
    expect(record).toMatchObject({ ...expected, status: head.status, isAborted: false });
    expect(record.status).toBe(expected.status);
    await server.server.close();
    expect(server.records).toHaveLength(1);
  });

  test("a header that never ends is a 408", async () => {
    const clock = new FakeClock();
    const server = await setUp(hello, { clock, headerTimeout: millis(5_000) });
    const client = await open(server);
    client.send("GET / HT");
    await vi.waitFor(() => {
      clock.advance(1_000);
      expect(server.records).toHaveLength(1);
    }, 5_000);
    expect((await client.answer()).head.status).toBe(408);
    expect(await recorded(server.records)).toMatchObject({ ...unread, status: 408 });
  });

  test("a body that grows too large in a listener's hands is a 413, not the listener's 200", async () => {
    const listener = (req: IncomingMessage): void => void req.resume();
    const server = await setUp(fromNodeListener(listener), { maxBody: bytes(10) });
    const client = await open(server);
    client.send(requestHead("POST", "/up", ["Transfer-Encoding: chunked"]));
    client.send("20\r\n");
    client.send(`${"x".repeat(32)}\r\n`);
    expect((await client.answer()).head.status).toBe(413);
    expect(await recorded(server.records)).toMatchObject({ target: "/up", status: 413 });
    await server.server.close();
    expect(server.records).toHaveLength(1);
  });
});

describe("ids", () => {
  const idOf: Handler = (_request, { requestId }) => new Response(requestId);
  const field = "X-Request-Id: front-7:a/b";

  test("a trusted proxy's X-Request-Id is taken over, nobody else's", async () => {
    const trusting = await setUp(idOf, { trustedProxies: ["127.0.0.1"] });
    expect((await (await open(trusting)).ask("GET", "/", [field])).body).toBe("front-7:a/b");
    const wary = await setUp(idOf);
    expect((await (await open(wary)).ask("GET", "/", [field])).body).toMatch(/^[\da-f-]{36}$/);
    const deaf = await setUp(idOf, { trustedProxies: ["127.0.0.1"], proxyHeaders: ["forwarded"] });
    expect((await (await open(deaf)).ask("GET", "/", [field])).body).toMatch(/^[\da-f-]{36}$/);
  });

  test.each([
    [["X-Request-Id: "]],
    [['X-Request-Id: a" b']],
    [["X-Request-Id: <script>"]],
    [[`X-Request-Id: ${"x".repeat(129)}`]],
    [["X-Request-Id: a", "X-Request-Id: b"]],
  ])("%j is none, so a fresh one is made", async (fields) => {
    const server = await setUp(idOf, { trustedProxies: ["127.0.0.1"] });
    expect((await (await open(server)).ask("GET", "/", fields)).body).toMatch(/^[\da-f-]{36}$/);
  });
});

test("an app on somebody else's server hands out records too", async () => {
  const records: CompletedRequest[] = [];
  const onCompleted = (completed: CompletedRequest): void => void records.push(completed);
  const server = createServer(toNodeListener(() => new Response("hello"), { onCompleted }));
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket: Socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.end(requestHead("GET", "/there", ["Connection: close"]));
  socket.resume();
  expect(await recorded(records)).toMatchObject({ target: "/there", status: 200, bytes: 5 });
});

import { once } from "node:events";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Handler } from "../../src/http/index.ts";
import { until, within } from "../../src/laws/deadline.ts";
import { Client, requestHead } from "../../src/laws/server/client.ts";
import { start } from "../serve/engines/node/started.ts";

interface Heard {
  readonly fields: Record<string, string[]>;
  readonly status: number;
  readonly body: string;
}

async function hear(handler: Handler, method = "GET"): Promise<Heard> {
  await using started = await start(handler);
  using client = await Client.open(started.address);
  const { head, body } = await client.ask(method, "/");
  const names = ["content-length", "transfer-encoding", "connection", "x-a"];
  const fields = Object.fromEntries(names.map((name) => [name, head.values(name)]));
  return { fields, status: head.status, body };
}

function pieces(...texts: readonly string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(texts.map((text) => Buffer.from(text)));
}

describe("an answer on the wire", () => {
  it.each([
    ["text", () => new Response("hello"), "5", "hello"],
    ["JSON", () => Response.json({ a: 1 }), "7", '{"a":1}'],
    ["an empty text", () => new Response(""), "0", ""],
    ["no body", () => new Response(null), "0", ""],
    ["a stream of one piece", () => new Response(pieces("one")), "3", "one"],
    [
      "a wrong length on a whole body",
      () => new Response("hello", { headers: { "content-length": "3" } }),
      "5",
      "hello",
    ],
  ])("of %s goes out with its length", async (_name, handler, length, body) => {
    const heard = await hear(handler);
    expect(heard).toMatchObject({ body, fields: { "content-length": [length] } });
    expect(heard.fields["transfer-encoding"]).toEqual([]);
  });

  it("of several pieces goes out in chunks, or with the length that the app declared", async () => {
    const chunked = await hear(() => new Response(pieces("one", "two")));
    expect(chunked).toMatchObject({ body: "onetwo", fields: { "transfer-encoding": ["chunked"] } });
    const headers = { "content-length": "6" };
    const declared = await hear(() => new Response(pieces("one", "two"), { headers }));
    expect(declared).toMatchObject({ body: "onetwo", fields: { "content-length": ["6"] } });
  });

  it("of a stream that thinks for long begins with its head, and then fails visibly", async () => {
    const gate = Promise.withResolvers<void>();
    const stream = new ReadableStream({ pull: () => gate.promise });
    await using started = await start(() => new Response(stream, { headers: { "x-a": "b" } }));
    using client = await Client.open(started.address);
    client.send(requestHead("GET", "/"));
    const head = await client.head();
    expect([head.status, head.values("x-a")]).toEqual([200, ["b"]]);
    gate.reject(new Error("too late for a 500"));
    await expect(client.answer("GET", head)).rejects.toThrow("ended before");
    expect(started.errors).toEqual(["Error: too late for a 500"]);
  });

  it.each(["5", "7"])("of six bytes that were declared as %s is visibly broken", async (length) => {
    const headers = { "content-length": length };
    const handler: Handler = () => new Response(pieces("one", "two"), { headers });
    await using started = await start(handler);
    using client = await Client.open(started.address);
    await expect(client.ask("GET", "/")).rejects.toThrow("ended before");
    expect(started.errors).toHaveLength(1);
  });

  it("does not let the app speak of framing, and closes when the app wants it", async () => {
    const headers = {
      connection: "x-a, close",
      "keep-alive": "a",
      "transfer-encoding": "gzip",
      "x-a": "b",
    };
    const { fields } = await hear(() => new Response("a", { headers }));
    expect(fields).toEqual({
      "content-length": ["1"],
      "transfer-encoding": [],
      connection: ["close"],
      "x-a": ["b"],
    });
  });

  it("to HEAD cancels the body and keeps the length that the app declared", async () => {
    const cancelled = Promise.withResolvers<void>();
    const body = new ReadableStream({ cancel: () => cancelled.resolve() });
    const headers = { "content-length": "99" };
    const heard = await hear(() => new Response(body, { headers }), "HEAD");
    expect(heard.fields["content-length"]).toEqual(["99"]);
    await within(cancelled.promise, "the body is cancelled");
  });

  it("whose body was already read is a 500", async () => {
    const heard = await hear(async () => {
      const response = new Response("used");
      await response.text();
      return response;
    });
    expect(heard.status).toBe(500);
  });
});

describe("a request as the handler sees it", () => {
  it("fires its own signal when the client leaves", async () => {
    const seen = Promise.withResolvers<unknown>();
    await using started = await start((request) => {
      request.signal.addEventListener("abort", () => seen.resolve(request.signal.reason));
      return new Promise(() => {});
    });
    const client = await Client.open(started.address);
    client.send(requestHead("GET", "/"));
    await until("it is in the handler", () => started.server.activity().inFlight === 1);
    client.socket.destroy();
    expect(await within(seen.promise, "the signal")).toMatchObject({ name: "AbortError" });
  });

  it("does not fire its signal when the answer was complete", async () => {
    const signals: AbortSignal[] = [];
    await using started = await start((request) => {
      signals.push(request.signal);
      return new Response("fine");
    });
    {
      using client = await Client.open(started.address);
      await client.ask("GET", "/");
    }
    await until("it is gone", () => started.server.activity().connections === 0);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it("has a body that is waited for ten seconds when nobody wants it, and no longer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    await using started = await start(() => new Response("not read"));
    using client = await Client.open(started.address);
    client.send(`${requestHead("POST", "/", ["Content-Length: 9"])}half`);
    expect((await client.answer("POST")).body).toBe("not read");
    await vi.advanceTimersByTimeAsync(9_900);
    expect(client.isOver).toBe(false);
    const closed = once(client.socket, "close");
    await vi.advanceTimersByTimeAsync(200);
    await closed;
  });

  it("has a body of which 64 MB are taken when nobody wants it, and no more", async () => {
    const [megabyte, announced] = [Buffer.alloc(1_048_576), 90];
    await using started = await start(() => new Response("not read"));
    using client = await Client.open(started.address);
    client.send(requestHead("POST", "/", [`Content-Length: ${announced * megabyte.byteLength}`]));
    expect((await client.answer("POST")).body).toBe("not read");
    const over = new Promise<void>((resolve) => void client.socket.once("close", () => resolve()));
    let sent = 0;
    for (; sent < announced && !client.isOver; sent += 1) {
      const taken = new Promise<void>((resolve) => client.send(megabyte, resolve));
      await within(Promise.race([taken, over]), "the server takes more, or cuts");
    }
    expect(sent).toBeGreaterThan(64);
    expect(sent).toBeLessThan(announced);
  });

  it("is not asked to go on with its body when its answer has begun", async () => {
    const gate = Promise.withResolvers<void>();
    await using started = await start(
      (request) =>
        new Response(
          ReadableStream.from(
            (async function* () {
              yield Buffer.from("begun, ");
              await gate.promise;
              yield Buffer.from(await request.text());
            })(),
          ),
        ),
    );
    using client = await Client.open(started.address);
    client.send(requestHead("POST", "/", ["Content-Length: 4", "Expect: 100-continue"]));
    const head = await client.head();
    const parts = client.parts(head);
    expect([head.status, String((await parts.next()).value)]).toEqual([200, "begun, "]);
    gate.resolve();
    client.send("text");
    expect(String((await parts.next()).value)).toBe("text");
    expect((await parts.next()).done).toBe(true);
  });

  it.each([
    ["a chunk that is none", "5\r\nhello\r\nno chunk", 400],
    ["trailers that are too large", `0\r\nX-Big: ${"x".repeat(70_000)}\r\n\r\n`, 431],
  ])(
    "has a body that fails with %s, which is no error of the app",
    async (_name, bytes, status) => {
      const failed = Promise.withResolvers<unknown>();
      await using started = await start(async (request) => {
        const text = request.text();
        text.catch(failed.resolve);
        return new Response(await text);
      });
      using client = await Client.open(started.address);
      client.send(requestHead("POST", "/", ["Transfer-Encoding: chunked"]) + bytes);
      expect((await client.answer("POST")).head.status).toBe(status);
      expect(await within(failed.promise, "the body fails")).toMatchObject({
        code: "BODY_UNREADABLE",
      });
      await client.ended();
      expect(started.server.activity().refused).toBe(1);
      expect(started.errors).toEqual([]);
    },
  );

  it("has a body that fails when the client leaves in the middle of it", async () => {
    const failed = Promise.withResolvers<unknown>();
    await using started = await start(async (request) => {
      await request.text().catch(failed.resolve);
      return new Response();
    });
    const client = await Client.open(started.address);
    client.send(`${requestHead("POST", "/", ["Content-Length: 9"])}half`);
    await until("it is in the handler", () => started.server.activity().inFlight === 1);
    client.socket.destroy();
    expect(await within(failed.promise, "the body fails")).toMatchObject({ name: "AbortError" });
  });

  it("takes from the socket only what the app reads", async () => {
    const size = 32 * 1024 * 1024;
    const gate = Promise.withResolvers<void>();
    await using started = await start(async (request) => {
      let count = 0;
      for await (const chunk of request.body ?? []) {
        count += chunk.byteLength;
        await gate.promise;
      }
      return new Response(String(count));
    });
    using client = await Client.open(started.address);
    client.send(requestHead("POST", "/", [`Content-Length: ${size}`]));
    const piece = new Uint8Array(65_536);
    for (let sent = 0; sent < size; sent += piece.byteLength) client.send(piece);
    let unsent = -1;
    let looks = 0;
    await until("sending stands still", () => {
      looks = client.socket.writableLength === unsent ? looks + 1 : 0;
      unsent = client.socket.writableLength;
      return looks > 10;
    });
    expect(unsent).toBeGreaterThan(0);
    gate.resolve();
    expect((await client.answer()).body).toBe(String(size));
  });

  it("can be read after it was answered, when reading had begun", async () => {
    const read = Promise.withResolvers<number>();
    await using started = await start((request, context) => {
      context.waitUntil(request.text().then(({ length }) => read.resolve(length)));
      return new Response(null, { status: 202 });
    });
    using client = await Client.open(started.address);
    client.send(`${requestHead("POST", "/", ["Content-Length: 200000"])}`);
    expect((await client.answer()).head.status).toBe(202);
    client.send(new Uint8Array(200_000));
    expect(await within(read.promise, "the body")).toBe(200_000);
    expect((await client.ask("GET", "/")).head.status).toBe(202);
  });

  it("that has arrived whole can be read after it was answered", async () => {
    const gate = Promise.withResolvers<void>();
    const read = Promise.withResolvers<string>();
    await using started = await start((request, context) => {
      context.waitUntil(gate.promise.then(() => request.text()).then(read.resolve));
      return new Promise((resolve) => void setImmediate(() => resolve(new Response())));
    });
    using client = await Client.open(started.address);
    client.send(`${requestHead("POST", "/", ["Content-Length: 4"])}late`);
    await client.answer();
    gate.resolve();
    expect(await within(read.promise, "the body")).toBe("late");
  });

  it("that was answered before it arrived fails to be read, it does not look empty", async () => {
    const gate = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<unknown>();
    await using started = await start((request, context) => {
      context.waitUntil(gate.promise.then(() => request.text()).catch(failed.resolve));
      return new Response();
    });
    using client = await Client.open(started.address);
    client.send(requestHead("POST", "/", ["Content-Length: 4"]));
    await client.answer();
    client.send("late");
    gate.resolve();
    expect(await within(failed.promise, "the failure")).toBeInstanceOf(TypeError);
    expect((await client.ask("GET", "/")).head.status).toBe(200);
  });

  it("can be read on while the answer goes out between two reads", async () => {
    const read = Promise.withResolvers<number>();
    const readOn = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> => {
      for (let turn = 0; turn < 50; turn += 1) await undefined;
      let count = 0;
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        count += part.value.byteLength;
      }
      read.resolve(count);
    };
    await using started = await start(async (request, context) => {
      const reader = request.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
      await reader.read();
      context.waitUntil(readOn(reader));
      return new Response();
    });
    using client = await Client.open(started.address);
    client.send(`${requestHead("POST", "/", ["Content-Length: 8"])}1234`);
    await client.answer();
    client.send("5678");
    expect(await within(read.promise, "the rest")).toBe(4);
  });

  it("fails to be read on when the client leaves after the answer", async () => {
    const failed = Promise.withResolvers<unknown>();
    await using started = await start((request, context) => {
      context.waitUntil(request.text().catch(failed.resolve));
      return new Response();
    });
    const client = await Client.open(started.address);
    client.send(`${requestHead("POST", "/", ["Content-Length: 8"])}1234`);
    await client.answer();
    client.socket.destroy();
    expect(await within(failed.promise, "the failure")).toMatchObject({ name: "AbortError" });
    await within(started.server.drain(), "drained");
  });

  it.each([0, 1])(
    "gives the connection back when the app stopped after %i reads",
    async (reads) => {
      await using started = await start(async (request) => {
        const reader = request.body?.getReader();
        const first = reads === 0 ? { value: reader && Buffer.from("a") } : await reader?.read();
        return new Response(String((first?.value?.byteLength ?? 0) > 0));
      });
      using client = await Client.open(started.address);
      client.send(requestHead("POST", "/", ["Content-Length: 900000"]));
      client.send(new Uint8Array(900_000));
      expect((await client.answer()).body).toBe("true");
      expect((await client.ask("GET", "/")).body).toBe("false");
    },
  );

  it("takes the host of an absolute target before that of the field", async () => {
    await using started = await start(
      (request) => new Response(`${request.url} ${request.headers.get("host")}`),
    );
    using client = await Client.open(started.address);
    const { body } = await client.ask("GET", "http://other.test:81/a");
    expect(body).toBe("http://other.test:81/a other.test:81");
  });

  it("without a Host, in HTTP/1.0, is one for our own address", async () => {
    await using started = await start((request) => new Response(request.url));
    using client = await Client.open(started.address);
    client.send("GET /a HTTP/1.0\r\n\r\n");
    const { body } = await client.answer();
    expect(body).toBe(`http://127.0.0.1:${client.socket.remotePort}/a`);
  });

  it("has an id of its own, made once", async () => {
    const ids: string[] = [];
    await using started = await start((_request, context) => {
      ids.push(context.requestId, context.requestId);
      return new Response();
    });
    using client = await Client.open(started.address);
    await client.ask("GET", "/");
    await client.ask("GET", "/");
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(2);
  });
});

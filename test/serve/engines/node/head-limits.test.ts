import { describe, expect, it } from "vitest";
import { bytes, kilobytes, millis } from "../../../../src/core/index.ts";
import type { Refusal } from "../../../../src/serve/engines/index.ts";
import { until } from "../../../../src/laws/deadline.ts";
import { type Answer, Client, requestHead } from "../../../../src/laws/server/client.ts";
import type { ServerOptions } from "../../../../src/serve/engines/index.ts";
import { type Started, start } from "./started.ts";

interface Asked extends Answer {
  readonly calls: number;
  readonly refused: number;
  readonly errors: readonly string[];
  readonly refusals: readonly Refusal[];
}

/** Sends bytes to a server with these limits; a refusal must end the connection, and nothing else may. */
async function ask(text: string, options: Partial<ServerOptions>): Promise<Asked> {
  let calls = 0;
  const refusals: Refusal[] = [];
  const onRefusal = (refusal: Refusal): void => void refusals.push(refusal);
  const handler = (): Response => new Response(String((calls += 1)));
  await using started = await start(handler, undefined, { onRefusal, ...options });
  using client = await Client.open(started.address);
  client.send(text);
  const answer = await client.answer();
  if (answer.head.status >= 400) await client.ended();
  else expect((await client.ask("GET", "/again")).body).toBe("2");
  const { refused } = started.server.activity();
  return { ...answer, calls, refused, errors: started.errors, refusals };
}

/** A head whose target, names and values are together so large. */
function headOf(size: number): string {
  const known = "/".length + "Host".length + "law.test".length + "X-Big".length;
  return requestHead("GET", "/", [`X-Big: ${"x".repeat(size - known)}`]);
}

function fields(count: number): string {
  const others = Array.from({ length: count - 1 }, (_, index) => `X-${index}: v`);
  return requestHead("GET", "/", others);
}

describe("the limits of a request's head", () => {
  it.each([
    ["just below", 2_047, 200],
    ["at", 2_048, 200],
    ["just above", 2_049, 431],
    ["far above", 1_000_000, 431],
  ])("[A17] a header %s the limit in bytes gets %i bytes → %i", async (_name, size, status) => {
    const asked = await ask(headOf(size), { maxHeaderBytes: kilobytes(2) });
    expect(asked.head.status).toBe(status);
    expect(asked.refused).toBe(status === 431 ? 1 : 0);
    expect(asked.errors).toEqual([]);
  });

  it("[A17] a header of 64 KB passes, one byte more is refused, unless told otherwise", async () => {
    expect((await ask(headOf(65_536), {})).head.status).toBe(200);
    expect((await ask(headOf(65_537), {})).head.status).toBe(431);
  });

  it.each([
    [9, 200],
    [10, 200],
    [11, 431],
    [12, 431],
    [300, 431],
  ])("[A17] %i fields where 10 are allowed → %i", async (count, status) => {
    const asked = await ask(fields(count), { maxHeaders: 10 });
    expect(asked.head.status).toBe(status);
    expect([asked.calls > 0, asked.refused]).toEqual([status === 200, status === 200 ? 0 : 1]);
  });

  it.each([50, 100])("[A17] all of %i allowed fields reach the app", async (count) => {
    await using started = await start((request) => new Response(request.headers.get("x-last")));
    using client = await Client.open(started.address);
    const others = Array.from({ length: count - 2 }, (_, index) => `X-${index}: v`);
    const { body } = await client.ask("GET", "/", [...others, "X-Last: here"]);
    expect(body).toBe("here");
  });

  it("an expectation that nobody knows is a 417; 100-continue is one that everybody does", async () => {
    const other = await ask(requestHead("GET", "/", ["Expect: 200-ok"]), {});
    expect([other.head.status, other.calls, other.refused]).toEqual([417, 0, 1]);
    const two = requestHead("POST", "/", ["Content-Length: 1", "Expect: 100-continue, miracles"]);
    expect((await ask(two, {})).head.status).toBe(417);
    await using started = await start(() => new Response());
    using client = await Client.open(started.address);
    expect((await client.ask("GET", "/", ["Expect: 100-Continue"])).head.status).toBe(200);
  });

  it("a refusal is told with its status and who asked, and is no error", async () => {
    const { refusals, errors } = await ask(fields(11), { maxHeaders: 10 });
    expect(refusals).toEqual([
      { status: 431, client: { address: "127.0.0.1", port: expect.any(Number) } },
    ]);
    expect(errors).toEqual([]);
  });

  const inTheMiddle = ["GET / HT", requestHead("POST", "/", ["Content-Length: 9"])];
  it.each([
    ["a reset", (client: Client) => client.leave("reset")],
    ["a FIN", (client: Client) => client.leave("close")],
    ["half of it", (client: Client) => void client.socket.end()],
  ])(
    "a client that leaves in the middle of a request, with %s, was not refused",
    async (_, leave) => {
      await using started = await start(async (request) => new Response(await request.text()));
      for (const begun of inTheMiddle) {
        using client = await Client.open(started.address);
        client.send(begun);
        await until("it is there", () => started.server.activity().connections === 1);
        leave(client);
        await until("it is gone", () => started.server.activity().connections === 0);
      }
      expect(started.server.activity().refused).toBe(0);
    },
  );

  it("requests before one that is refused are answered first", async () => {
    const gate = Promise.withResolvers<void>();
    const handler = async (): Promise<Response> => {
      await gate.promise;
      return new Response("first");
    };
    await using started = await start(handler, undefined, { maxHeaders: 10 });
    using client = await Client.open(started.address);
    client.send(requestHead("GET", "/1") + fields(11));
    await until("the second is refused", () => started.server.activity().refused === 1);
    gate.resolve();
    expect((await client.answer()).body).toBe("first");
    expect((await client.answer()).head.status).toBe(431);
    await client.ended();
  });
});

describe("an idle connection", () => {
  async function idleFor(started: Started): Promise<{ age: number; hint: string[] }> {
    using client = await Client.open(started.address);
    const { head } = await client.ask("GET", "/");
    const begin = performance.now();
    await client.ended();
    return { age: performance.now() - begin, hint: head.values("keep-alive") };
  }

  it("[A17] is closed after the keep-alive timeout, which it was told, and not before", async () => {
    const keepAliveTimeout = millis(1_000);
    await using started = await start(() => new Response(), undefined, { keepAliveTimeout });
    const { age, hint } = await idleFor(started);
    expect(hint).toEqual(["timeout=1"]);
    expect(age).toBeGreaterThanOrEqual(990);
  });

  it("is told that it may stay longer than a proxy's minute, unless told otherwise", async () => {
    await using started = await start(() => new Response());
    using client = await Client.open(started.address);
    expect((await client.ask("GET", "/")).head.values("keep-alive")).toEqual(["timeout=65"]);
  });

  it("[A17] is closed after each answer when the timeout is 0", async () => {
    const options = { keepAliveTimeout: millis(0), maxBody: bytes(0) };
    await using started = await start(() => new Response("once"), undefined, options);
    using client = await Client.open(started.address);
    const { head, body } = await client.ask("POST", "/", ["Content-Length: 0"]);
    expect([body, ...head.values("connection")]).toEqual(["once", "close"]);
    await client.ended();
  });
});

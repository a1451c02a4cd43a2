import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import express from "express";
import { describe, expect, it } from "vitest";
import { fromNodeListener, type Handler, mount, type NodeListener } from "../../src/http/index.ts";
import { until, within } from "../../src/laws/deadline.ts";
import { Client, requestHead } from "../../src/laws/server/client.ts";
import { start } from "../serve/engines/node/started.ts";

const hello = fromNodeListener((_req, res) => res.end("hello"));

/** Reads the whole body, then answers with it. */
const echo = fromNodeListener((req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => res.end(`${req.method} ${req.url} ${Buffer.concat(chunks).toString()}`));
});

async function ask(handler: Handler, method = "GET", path = "/"): Promise<string> {
  await using started = await start(handler);
  using client = await Client.open(started.address);
  const { head, body } = await client.ask(method, path);
  return `${head.status} ${body}`;
}

function post(path: string, body: string): string {
  return `${requestHead("POST", path, [`Content-Length: ${body.length}`])}${body}`;
}

describe("a Node listener as a handler", () => {
  it("[A18] gets Node's own request and response, one after the other on a connection", async () => {
    await using started = await start(echo);
    using client = await Client.open(started.address);
    for (const body of ["one", "", "three"]) {
      client.send(post("/a?b=%2F..%2F", body));
      const answer = await client.answer();
      expect(answer.body).toBe(`POST /a?b=%2F..%2F ${body}`);
      expect(answer.head.values("connection")).toEqual(["keep-alive"]);
    }
    expect(started.server.activity()).toMatchObject({ inFlight: 0, requests: 3 });
  });

  it("[A18] streams both ways at once, megabytes of it", async () => {
    const echoing = fromNodeListener((req, res) => void req.pipe(res));
    await using started = await start(echoing);
    const sent = Buffer.alloc(8 * 1024 * 1024, "landfall");
    const response = await fetch(toUrl(started), { method: "POST", body: sent });
    const received = Buffer.from(await response.arrayBuffer());
    const digest = (data: Buffer): string => createHash("sha1").update(data).digest("hex");
    expect(digest(received)).toBe(digest(sent));
  });

  it("answers HEAD without a body and a pipelined request after it", async () => {
    await using started = await start(hello);
    using client = await Client.open(started.address);
    client.send(requestHead("HEAD", "/") + requestHead("GET", "/"));
    expect((await client.answer("HEAD")).body).toBe("");
    expect((await client.answer()).body).toBe("hello");
  });

  it("sends 100 Continue to whoever waits for it", async () => {
    await using started = await start(echo);
    using client = await Client.open(started.address);
    client.send(requestHead("POST", "/", ["Content-Length: 2", "Expect: 100-continue"]));
    expect((await client.head()).status).toBe(100);
    client.send("ok");
    expect((await client.answer()).body).toBe("POST / ok");
  });

  it.each([1_000, 1_000_000])(
    "an answer before a body of %d bytes was read costs neither it nor the next request",
    async (size) => {
      await using started = await start(hello);
      using client = await Client.open(started.address);
      client.send(post("/", "x".repeat(size)));
      expect((await client.answer()).body).toBe("hello");
      expect((await client.ask("GET", "/")).body).toBe("hello");
    },
  );

  it("a body that the listener began to read and gave up does not block the connection", async () => {
    const tooLarge = fromNodeListener((req, res) => {
      req.once("data", () => {
        req.pause();
        res.writeHead(413).end("too large");
      });
    });
    await using started = await start(tooLarge);
    using client = await Client.open(started.address);
    client.send(post("/", "x".repeat(3_000_000)));
    expect((await client.answer()).head.status).toBe(413);
    client.send(post("/", "y"));
    expect((await client.answer()).head.status).toBe(413);
  });

  it("an upload that goes on after the answer is read to its end, and the worker waits for it", async () => {
    const read = Promise.withResolvers<string>();
    const handler = fromNodeListener(async (req, res) => {
      res.end("accepted");
      let text = "";
      for await (const chunk of req) text += String(chunk);
      read.resolve(text);
    });
    await using started = await start(handler);
    using client = await Client.open(started.address);
    client.send(`${requestHead("POST", "/", ["Content-Length: 4"])}ab`);
    expect((await client.answer()).body).toBe("accepted");
    const drained = started.server.drain();
    client.send("cd");
    expect(await within(read.promise, "the upload")).toBe("abcd");
    await within(drained, "drained");
  });
});

it("a Node listener that has answered reads on at its own pace", async () => {
  const reader = Promise.withResolvers<IncomingMessage>();
  let chunks = 0;
  const handler = fromNodeListener((req, res) => {
    if (req.method === "GET") return res.end("other");
    req.on("data", () => {
      chunks += 1;
      req.pause();
      if (chunks === 1) res.end("accepted");
    });
    return reader.resolve(req);
  });
  await using started = await start(handler);
  using client = await Client.open(started.address);
  using other = await Client.open(started.address);
  client.send(post("/", "x".repeat(4_000_000)));
  expect((await client.answer()).body).toBe("accepted");
  for (let turn = 0; turn < 5; turn += 1) await other.ask("GET", "/");
  expect(chunks).toBe(1);
  const req = await reader.promise;
  const ended = once(req, "end");
  req.removeAllListeners("data").resume();
  await within(ended, "the rest");
});

describe("a Node listener that fails", () => {
  it.each<[string, NodeListener]>([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
    [
      "throws after it has set fields",
      (_req, res) => {
        res.setHeader("content-encoding", "br").setHeader("content-length", "99");
        throw new Error("broken");
      },
    ],
    ["passes an error on", (_req, _res, next) => next?.(new Error("broken"))],
  ])("%s: a plain 500, reported once, and the connection goes on", async (_, listener) => {
    await using started = await start(fromNodeListener(listener));
    using client = await Client.open(started.address);
    for (const count of [1, 2]) {
      const answer = await client.ask("GET", "/");
      expect([answer.head.status, answer.head.values("content-encoding")]).toEqual([500, []]);
      expect(answer.body).toMatch(/^Internal Server Error\nRequest id: /);
      expect(started.errors).toHaveLength(count);
    }
  });

  it("in the middle of its answer: the client sees it cut, and it is reported once", async () => {
    const handler = fromNodeListener(async (_req, res) => {
      res.write("half");
      await Promise.resolve();
      throw new Error("broken");
    });
    await using started = await start(handler);
    using client = await Client.open(started.address);
    await expect(client.ask("GET", "/")).rejects.toThrow("ended before");
    expect(started.errors).toEqual(["Error: broken"]);
  });

  it("after its answer: the answer is whole, and it is reported once", async () => {
    const gate = Promise.withResolvers<void>();
    const handler = fromNodeListener(async (_req, res) => {
      res.end("whole");
      await gate.promise;
      throw new Error("late");
    });
    await using started = await start(handler);
    using client = await Client.open(started.address);
    expect((await client.ask("GET", "/")).body).toBe("whole");
    gate.resolve();
    await until("it is reported", () => started.errors.length === 1);
    expect(started.errors).toEqual(["Error: late"]);
  });

  it.each<[string, NodeListener]>([
    ["at once", () => new Response("web")],
    ["later", async () => new Response("web")],
  ])("returns a Response %s: says that it is a fetch function", async (_, listener) => {
    await using started = await start(fromNodeListener(listener));
    using client = await Client.open(started.address);
    expect((await client.ask("GET", "/")).head.status).toBe(500);
    expect(started.errors[0]).toContain("but returned a Response");
  });

  it("on a server without Node's request: names the server, and the cure stands in the hint", () => {
    const context = { server: "direct" } as never;
    const call = (): unknown => hello(new Request("http://a/"), context);
    expect(call).toThrow("server direct has no Node request and response");
    expect(call).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("--server node") }),
    );
  });
});

describe("a Node listener whose client leaves, or whose worker drains", () => {
  it("hears of it on its own response, and context.signal fires", async () => {
    const seen: string[] = [];
    const slow = fromNodeListener((_req, res) => void res.on("close", () => seen.push("close")));
    await using started = await start((request, context) => {
      context.signal.addEventListener("abort", () => seen.push("signal"));
      return slow(request, context);
    });
    const client = await Client.open(started.address);
    client.send(requestHead("GET", "/"));
    await until("it is in the listener", () => started.server.activity().inFlight === 1);
    client.socket.destroy();
    await until("both have fired", () => seen.length === 2);
    expect(seen.toSorted()).toEqual(["close", "signal"]);
    expect(started.errors).toEqual([]);
  });

  it.each<[string, NodeListener]>([
    ["says nothing", (_req, res) => res.end("a")],
    ["asks for keep-alive", (_req, res) => res.setHeader("Connection", "keep-alive").end("a")],
    [
      "asks for keep-alive in writeHead",
      (_req, res) => res.writeHead(200, { Connection: "keep-alive" }).end("a"),
    ],
    [
      "writes a list of fields",
      (_req, res) =>
        res
          .writeHead(200, "Fine", ["Set-Cookie", "a", "set-cookie", "b", "Connection", "x"])
          .end("a"),
    ],
  ])("closes the connection while draining when the app %s", async (_, listener) => {
    const gate = Promise.withResolvers<void>();
    const handler = fromNodeListener(async (req, res) => {
      await gate.promise;
      await listener(req, res);
    });
    await using started = await start(handler);
    using client = await Client.open(started.address);
    client.send(requestHead("GET", "/"));
    await until("it is in the listener", () => started.server.activity().inFlight === 1);
    const drained = started.server.drain();
    gate.resolve();
    const { head, body } = await client.answer();
    expect([body, head.values("connection")]).toEqual(["a", ["close"]]);
    const isList = head.values("set-cookie").length > 0;
    if (isList) expect(head.values("set-cookie")).toEqual(["a", "b"]);
    await client.ended();
    await within(drained, "drained");
  });

  it("closes the connection when the app wants it, and not under requests that follow", async () => {
    const gate = Promise.withResolvers<void>();
    const handler = fromNodeListener(async (_req, res) => {
      await gate.promise;
      res.setHeader("connection", "close").end("a");
    });
    await using started = await start(handler);
    using client = await Client.open(started.address);
    client.send(requestHead("GET", "/1") + requestHead("GET", "/2"));
    await until("both are in the listener", () => started.server.activity().inFlight === 2);
    gate.resolve();
    const answers = [await client.answer(), await client.answer()];
    expect(answers.map(({ body }) => body)).toEqual(["a", "a"]);
    expect(answers[1]?.head.values("connection")).toEqual(["close"]);
    await client.ended();
  });
});

describe("mounting", () => {
  const app = express();
  app.get("/see", (req, res) => void res.json([req.url, req.originalUrl, req.baseUrl]));
  const inside = mount("/in/", mount("/api", fromNodeListener(app)));

  it("[A18] an Express app under a prefix sees its own path, and where it stands", async () => {
    expect(await ask(inside, "GET", "/in/api/see?a=%20")).toBe(
      '200 ["/see?a=%20","/in/api/see?a=%20","/in/api"]',
    );
    expect(await ask(inside, "GET", "/in/api/none")).toMatch(/^404 .*Cannot GET \/in\/api\/none/s);
  });

  it("[A18] a fetch handler sees its own path, its body and its context", async () => {
    const inner: Handler = async (request, context) =>
      new Response(`${new URL(request.url).pathname} ${await request.text()} ${context.server}`);
    await using started = await start(mount("/api", { fetch: inner }));
    const send = async (path: string): Promise<string> =>
      (await fetch(new URL(path, toUrl(started)), { method: "POST", body: "b" })).text();
    expect(await send("/api/a/b?c")).toBe("/a/b b node");
    expect(await send("/api")).toBe("/ b node");
    expect(await send("/apical")).toBe("Not Found\n");
  });

  it("middleware that passes on is a 404", async () => {
    const router = express.Router().get("/a", (_req, res) => void res.end("a"));
    const handler = fromNodeListener(router);
    expect(await ask(handler, "GET", "/a")).toBe("200 a");
    expect(await ask(handler, "GET", "/b")).toBe("404 Not Found\n");
  });

  it.each(["api", "", "/a?b", "/a#b"])("a prefix %j is refused", (prefix) => {
    expect(() => mount(prefix, hello)).toThrow("cannot mount at");
  });
});

function toUrl({ address }: { address: { kind: string } }): string {
  const { host, port } = address as unknown as { host: string; port: number };
  return `http://${host}:${port}/`;
}

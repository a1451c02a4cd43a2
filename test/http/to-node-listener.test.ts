import { once } from "node:events";
import http, { type RequestListener, type Server } from "node:http";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer, text } from "node:stream/consumers";
import express, { type ErrorRequestHandler } from "express";
import { describe, expect, it, onTestFinished } from "vitest";
import { fromNodeListener, type RequestContext, toNodeListener } from "../../src/http/index.ts";
import { until, within } from "../../src/laws/deadline.ts";
import { Client, requestHead } from "../../src/laws/server/client.ts";

const echo = async (request: Request): Promise<Response> =>
  Response.json([request.method, new URL(request.url).pathname, await request.text()]);

async function listen(listener: RequestListener): Promise<number> {
  const server = http.createServer(listener);
  return open(server);
}

async function open(server: Server | http2.Http2Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function post(port: number, path: string, body = "b"): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body });
  return `${response.status} ${await response.text()}`;
}

describe("our app on node:http", () => {
  it("[A8] is called without run(), with a whole context", async () => {
    const seen: RequestContext[] = [];
    const app = {
      word: "own",
      fetch(_request: Request, context: RequestContext) {
        seen.push(context);
        return new Response(this.word);
      },
    };
    expect(await post(await listen(toNodeListener(app, { worker: 3 })), "/")).toBe("200 own");
    const [context] = seen;
    expect(context).toMatchObject({ scheme: "http", worker: 3, server: "foreign" });
    expect(context?.client.address).toBe("127.0.0.1");
    expect(context?.requestId).toMatch(/^[\da-f-]{36}$/);
    expect([context?.signal.aborted, context?.draining.aborted]).toEqual([false, false]);
  });

  it("opens no WebSockets there, and says so", async () => {
    const errors: unknown[] = [];
    const wanting = (_request: Request, context: RequestContext): Response =>
      context.upgrade().response;
    const listener = toNodeListener(wanting, { onError: (error) => errors.push(error) });
    expect(await post(await listen(listener), "/")).toMatch(/^500 /);
    expect(errors).toEqual([
      expect.objectContaining({ message: "server foreign cannot open WebSockets" }),
    ]);
  });

  it("[A18] answers what it throws with a 500, and reports it", async () => {
    const errors: unknown[] = [];
    const broken = (): Response => {
      throw new Error("broken");
    };
    const listener = toNodeListener(broken, { onError: (error) => errors.push(error) });
    expect(await post(await listen(listener), "/")).toMatch(/^500 Internal Server Error/);
    expect(errors).toEqual([expect.objectContaining({ message: "broken" })]);
  });

  it("fires the signal when the client leaves", async () => {
    const fired = Promise.withResolvers<void>();
    let inside = false;
    const listener = toNodeListener((_request, { signal }) => {
      inside = true;
      signal.addEventListener("abort", () => fired.resolve());
      return new Promise(() => {});
    });
    const client = await Client.open(at(await listen(listener)));
    client.send(requestHead("GET", "/"));
    await until("it is in the handler", () => inside);
    client.socket.destroy();
    await within(fired.promise, "the signal");
  });

  it("does not take a client that has reset its connection for somebody on this machine", async () => {
    const seen: unknown[] = [];
    const port = await listen(
      toNodeListener((_request, { client, isLocal }) => {
        seen.push([client.address, isLocal]);
        return new Response();
      }),
    );
    using client = await Client.open(at(port));
    client.send(requestHead("POST", "/"), () => client.leave("reset")); // it is read after that
    await until("it is served", () => seen.length > 0);
    expect(seen).toEqual([["0.0.0.0", false]]);
  });

  it("keeps the connection, refuses what is malformed, and closes when the app wants it", async () => {
    const listener = toNodeListener((request) => {
      const close = request.url.endsWith("/close");
      return new Response("a", { headers: close ? { connection: "close" } : {} });
    });
    using client = await Client.open(at(await listen(listener)));
    expect((await client.ask("GET", "/")).body).toBe("a");
    expect((await client.ask("TRACE", "/")).head.status).toBe(405);
    expect((await client.ask("GET", "/close")).head.values("connection")).toEqual(["close"]);
    await client.ended();
  });

  it("[A18] runs a Node listener inside a handler inside a Node listener", async () => {
    const inner = fromNodeListener(async (req, res) => res.end(await text(req)));
    expect(await post(await listen(toNodeListener(inner)), "/", "deep")).toBe("200 deep");
  });
});

describe("our app mounted in Express", () => {
  it("[A8] sees the path below the prefix, at the root all of it", async () => {
    const app = express().use("/api", toNodeListener(echo)).use(toNodeListener(echo));
    const port = await listen(app);
    expect(await post(port, "/api/a")).toBe('200 ["POST","/a","b"]');
    expect(await post(port, "/other/a")).toBe('200 ["POST","/other/a","b"]');
  });

  it("leaves what it throws to Express, and nothing else", async () => {
    const answer: ErrorRequestHandler = (error: Error, _req, res, _next) => {
      res.status(503).send(error.message);
    };
    const app = express().use(
      "/none",
      toNodeListener(() => new Response("none", { status: 404 })),
    );
    app.use(
      toNodeListener(() => Promise.reject(new Error("broken"))),
      answer,
    );
    const port = await listen(app);
    expect(await post(port, "/none")).toBe("404 none");
    expect(await post(port, "/")).toBe("503 broken");
    using client = await Client.open(at(port));
    for (const path of ["/1", "/2"]) expect((await client.ask("GET", path)).body).toBe("broken");
  });

  it("says that the body was read before, where a body parser stands in front", async () => {
    const app = express().use(express.text({ type: "*/*" }), toNodeListener(echo));
    app.use(
      ((error: Error, _req, res, _next) => void res.send(error.message)) as ErrorRequestHandler,
    );
    expect(await post(await listen(app), "/")).toMatch(/Somebody else has read the request's body/);
  });
});

describe("our app on http2's compatible API", () => {
  it("[A8] reads and answers, with several cookies and a stream", async () => {
    const listener = toNodeListener(async (request) => {
      const headers = new Headers([
        ["set-cookie", "a"],
        ["set-cookie", "b"],
        ["x-seen", `${new URL(request.url).host} ${await request.text()}`],
      ]);
      return new Response(ReadableStream.from(["one", "two"].map((word) => Buffer.from(word))), {
        headers,
      });
    });
    const server = http2.createServer((req, res) =>
      listener(req as unknown as http.IncomingMessage, res as unknown as http.ServerResponse),
    );
    const session = http2.connect(`http://127.0.0.1:${await open(server)}`);
    onTestFinished(() => session.destroy());
    const stream = session.request({ ":method": "POST", ":path": "/a", ":authority": "site:1" });
    stream.end("body");
    const [[head], body] = await Promise.all([
      once(stream, "response") as Promise<[http2.IncomingHttpHeaders]>,
      buffer(stream),
    ]);
    expect(head).toMatchObject({
      ":status": 200,
      "set-cookie": ["a", "b"],
      "x-seen": "site:1 body",
    });
    expect(body.toString()).toBe("onetwo");
  });
});

function at(port: number): { kind: "tcp"; host: string; port: number } {
  return { kind: "tcp", host: "127.0.0.1", port };
}

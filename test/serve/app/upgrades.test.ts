import { once } from "node:events";
import http from "node:http";
import type { Duplex } from "node:stream";
import express from "express";
import fastify from "fastify";
import { H3 } from "h3";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { installWebGlobals } from "../../../src/http/index.ts";
import type { Handler, RequestContext } from "../../../src/http/index.ts";
import { until, within } from "../../../src/laws/deadline.ts";
import { Client, requestHead } from "../../../src/laws/server/client.ts";
import { handshake, WebSocketClient } from "../../../src/laws/server/web-socket-client.ts";
import { formatFrame } from "../../../src/laws/server/web-socket-frames.ts";
import { findShape } from "../../../src/serve/app/index.ts";
import { start } from "../engines/node/started.ts";
import { connect, exchange, urlOf } from "../engines/node/web-socket-rig.ts";

function toHandler(app: unknown): Handler {
  const shape = findShape(app);
  if (shape === undefined) throw new Error("no shape");
  return shape.adapt(app, { file: import.meta.filename }).handler;
}

/** What most tutorials write. */
function createExpressServer(): { server: http.Server; sockets: WebSocketServer } {
  const app = express().get("/", (_req, res) => void res.send("page"));
  const server = http.createServer(app);
  const sockets = new WebSocketServer({ server, path: "/chat" });
  sockets.on("connection", (socket, { url }) => {
    socket.send(`welcome to ${url}`);
    socket.on("message", (data) => socket.send(String(data)));
  });
  return { server, sockets };
}

describe("an app's own upgrade listeners", () => {
  it("[A9] get the real connection: Express with a ws server", async () => {
    const { server } = createExpressServer();
    await using started = await start(toHandler(server), undefined, { basePath: "/app" });
    const client = new WebSocket(urlOf(started, "/app/chat")); // the first message may come with the answer
    expect(String((await once(client, "message"))[0])).toBe("welcome to /chat");
    expect(await exchange(client, "hello")).toBe("hello");
    expect(started.server.activity()).toMatchObject({ connections: 1, inFlight: 0, requests: 1 });
    using page = await Client.open(started.address);
    expect((await page.ask("GET", "/app/")).body).toBe("page");
    client.close(3_001);
    expect((await once(client, "close"))[0]).toBe(3_001);
    // The app's own refusal of another path.
    await expect(connect(urlOf(started, "/app/other"))).rejects.toThrow("400");
    expect(started.errors).toEqual([]);
  });

  it("of a Fastify instance are heard, and bytes behind the handshake are theirs", async () => {
    const app = fastify();
    app.get("/", () => "page");
    const server = new WebSocketServer({ noServer: true });
    app.server.on("upgrade", (incoming, socket, head) =>
      server.handleUpgrade(incoming, socket, head, (ws) =>
        ws.on("message", (data) => ws.send(String(data))),
      ),
    );
    await app.ready();
    await using started = await start(toHandler(app));
    using client = await Client.open(started.address);
    const socket = await WebSocketClient.open(client, {}, formatFrame("text", "hello"));
    expect(await socket.text()).toBe("hello");
    using page = await Client.open(started.address);
    expect((await page.ask("GET", "/")).body).toBe("page");
    await app.close();
  });

  it("leave an ordinary request for another protocol to the other listeners, with its body", async () => {
    const { server } = createExpressServer();
    server.removeAllListeners("request").on("request", (req, res) => req.pipe(res));
    await using started = await start(toHandler(server));
    using client = await Client.open(started.address);
    const lines = ["Connection: Upgrade", "Upgrade: h2c", "Content-Length: 4"];
    client.send(`${requestHead("POST", "/", lines)}body${requestHead("GET", "/")}`);
    expect((await client.answer()).body).toBe("body");
    expect((await client.answer()).body).toBe("");
  });

  it("that nobody has set leave the request to the app, whose connection is closed", async () => {
    const server = http.createServer((_req, res) => res.end("no sockets here"));
    await using started = await start(toHandler(server));
    using client = await Client.open(started.address);
    client.send(handshake("/"));
    const { body, head } = await client.answer();
    expect([body, head.values("connection")]).toEqual(["no sockets here", ["close"]]);
    await client.ended();
  });

  it("that throw or reject lose their connection or are reported, and harm nobody else", async () => {
    const server = http.createServer((_req, res) => res.end("alive"));
    const sockets: Duplex[] = [];
    let isAsync = false;
    server.on("upgrade", (_req, socket) => {
      sockets.push(socket);
      if (!isAsync) throw new Error("a mistake");
      return Promise.reject(new Error("a late mistake"));
    });
    await using started = await start(toHandler(server));
    using cut = await Client.open(started.address);
    cut.send(handshake("/"));
    await cut.ended();
    isAsync = true;
    using kept = await Client.open(started.address);
    kept.send(handshake("/"));
    await until("both are reported", () => started.errors.length === 2);
    expect(started.errors).toEqual(["Error: a mistake", "Error: a late mistake"]);
    using alive = await Client.open(started.address);
    expect((await alive.ask("GET", "/")).body).toBe("alive");
    sockets[1]?.destroy();
  });

  it("keep their connections while the server drains, until it cuts them", async () => {
    const { server } = createExpressServer();
    await using started = await start(toHandler(server));
    const client = await connect(urlOf(started, "/chat"));
    const closed = once(client, "close");
    let isDrained = false;
    const drained = started.server.drain().then(() => (isDrained = true));
    expect(await exchange(client, "still here")).toBe("still here");
    expect(isDrained).toBe(false);
    await started.server.close();
    await within(drained, "drained by force");
    expect((await closed)[0]).toBe(1_006);
  });
});

/** Calls `context.upgrade` and greets. */
function greet(context: RequestContext): Response {
  const { socket, response } = context.upgrade();
  socket.onopen = () => socket.send("hello");
  return response;
}

describe("context.upgrade in an app of a framework", () => {
  it.each([true, false])(
    "Hono: headers that middleware sets on the answer come with the 101; light globals: %s",
    async (isLight) => {
      const restore = isLight ? installWebGlobals() : () => {};
      try {
        const app = new Hono<{ Bindings: { landfall: RequestContext } }>();
        app.use(async (c, next) => {
          await next();
          c.header("x-after", "2");
          c.header("set-cookie", "a=1", { append: true });
          c.header("set-cookie", "b=2", { append: true });
          c.res = new Response(c.res.body, c.res);
        });
        app.get("/", (c) => greet(c.env.landfall));
        await using started = await start(toHandler(app), undefined, { nativeResponse: !isLight });
        using client = await Client.open(started.address);
        const socket = await WebSocketClient.open(client);
        const names = ["x-after", "set-cookie"];
        expect(names.map(socket.head.values)).toEqual([["2"], ["a=1", "b=2"]]);
        expect(await socket.text()).toBe("hello");
        using plain = await Client.open(started.address);
        expect((await plain.ask("GET", "/")).head.status).toBe(426);
        expect(started.errors).toEqual([]);
      } finally {
        restore();
      }
    },
  );

  it("h3: by the event's context", async () => {
    const app = new H3().get("/", (event) =>
      greet((event.req as unknown as { context: { landfall: RequestContext } }).context.landfall),
    );
    await using started = await start(toHandler(app));
    using client = await Client.open(started.address);
    expect(await (await WebSocketClient.open(client)).text()).toBe("hello");
  });
});

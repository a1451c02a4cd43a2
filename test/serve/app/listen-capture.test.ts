import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import fastify from "fastify";
import Koa from "koa";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ListenAddress, systemClock } from "../../../src/core/index.ts";
import type { Handler } from "../../../src/http/index.ts";
import {
  findShape,
  ListenCapture,
  loadApp,
  type LoadResult,
} from "../../../src/serve/app/index.ts";
import { Client, requestHead } from "../../../src/laws/server/client.ts";
import { within } from "../../../src/laws/deadline.ts";
import { start } from "../engines/node/started.ts";

const landfall: ListenAddress = { kind: "tcp", host: "127.0.0.1", port: 8080 };

interface Captured {
  readonly capture: ListenCapture;
  readonly reports: string[];
}

function createCapture(address: ListenAddress = landfall): Captured {
  const reports: string[] = [];
  const report = (line: string): void => void reports.push(line);
  const capture = new ListenCapture({ address, clock: systemClock, report }).install();
  onTestFinished(() => capture[Symbol.dispose]());
  return { capture, reports };
}

function toHandler(server: http.Server): Handler {
  const shape = findShape(server);
  if (shape === undefined) throw new Error("no shape");
  return shape.adapt(server, { file: import.meta.filename }).handler;
}

/** Whether a connection is accepted there. */
async function isOpen(port: number): Promise<boolean> {
  const socket = net.connect(port, "127.0.0.1");
  const opened = await once(socket, "connect").catch(() => undefined);
  socket.destroy();
  return opened !== undefined;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("[A9] the first listen of a module", () => {
  it("opens no port, and looks as if it did: callback, event, listening, address, close", async () => {
    const { capture } = createCapture();
    const port = await freePort();
    const heard: string[] = [];
    const server = http.createServer((_req, res) => res.end("own"));
    server.on("listening", () => heard.push("event"));
    expect(server.listen(port, () => heard.push("callback"))).toBe(server);
    expect([server.listening, heard]).toEqual([true, []]);
    await once(server, "listening");
    expect(heard).toEqual(["event", "callback"]);
    expect(server.address()).toEqual({ address: "127.0.0.1", family: "IPv4", port: 8080 });
    expect(await isOpen(port)).toBe(false);
    expect(capture.first).toMatchObject({ server, asked: `on ${port}` });
    const closed = Promise.withResolvers<unknown>();
    server.close(closed.resolve);
    expect(await within(closed.promise, "closed")).toBeUndefined();
    expect([server.listening, server.address()]).toEqual([false, null]);
    const again = Promise.withResolvers<unknown>();
    server.close(again.resolve);
    expect(await within(again.promise, "closed")).toMatchObject({ code: "ERR_SERVER_NOT_RUNNING" });
  });

  it.each<[string, (server: http.Server) => unknown, string]>([
    ["a path", (server) => server.listen("/tmp/own.sock"), "on /tmp/own.sock"],
    ["options", (server) => server.listen({ port: 3000, host: "::" }), "on 3000"],
    ["options with a path", (server) => server.listen({ path: "/a.sock" }), "on /a.sock"],
    ["a port as text", (server) => server.listen("3000" as never), "on 3000"],
    ["nothing", (server) => server.listen(), "on any free port"],
    ["a callback alone", (server) => server.listen(() => {}), "on any free port"],
  ])("with %s is understood", async (_, listen, asked) => {
    const { capture } = createCapture({ kind: "unix", path: "/run/landfall.sock" });
    const server = http.createServer();
    listen(server);
    await once(server, "listening");
    expect([capture.first?.asked, server.address()]).toEqual([asked, "/run/landfall.sock"]);
  });

  it.each<[string, (port: number) => { server: http.Server } | http.Server]>([
    [
      "Express",
      (port) =>
        express()
          .use((_req, res) => void res.send("ok"))
          .listen(port),
    ],
    ["Koa", (port) => new Koa().use((ctx) => void (ctx.body = "ok")).listen(port)],
  ])("of %s answers through the engine", async (_, listen) => {
    const { capture } = createCapture();
    listen(await freePort());
    await using started = await start(
      (...call) => toHandler(capture.first!.server)(...call),
      [{ kind: "tcp", host: "127.0.0.1", port: 0 }],
    ).catch((error: unknown) => {
      throw error;
    });
    using client = await Client.open(started.address);
    expect((await client.ask("GET", "/")).body).toBe("ok");
  });

  it("of Fastify is one listen, however many addresses localhost has", async () => {
    const { capture, reports } = createCapture();
    const app = fastify();
    const port = await freePort();
    expect(await app.listen({ port })).toBe("http://127.0.0.1:8080");
    expect([capture.first?.server === app.server, reports]).toEqual([true, []]);
    expect(await isOpen(port)).toBe(false);
    await app.close();
  });

  it("takes 100 Continue into its own hands where the module listens for that", async () => {
    const server = http.createServer();
    server.on("checkContinue", (_req, res) => res.writeHead(417).end());
    server.on("request", async (req, res) => res.end(await text(req)));
    await using started = await start(toHandler(server));
    using client = await Client.open(started.address);
    client.send(requestHead("POST", "/", ["Content-Length: 2", "Expect: 100-continue"]));
    expect((await client.answer()).head.status).toBe(417);
    using other = await Client.open(started.address);
    other.send(`${requestHead("POST", "/", ["Content-Length: 2"])}ok`);
    expect((await other.answer()).body).toBe("ok");
  });

  it("a server without a listener says so at the first request, a rejecting one is a 500", async () => {
    const server = http.createServer();
    await using started = await start(toHandler(server));
    using client = await Client.open(started.address);
    expect((await client.ask("GET", "/")).head.status).toBe(500);
    server.on("request", () => Promise.reject(new Error("broken")));
    expect((await client.ask("GET", "/")).head.status).toBe(500);
    expect(started.errors).toEqual([
      expect.stringContaining("has no listener for requests"),
      "Error: broken",
    ]);
  });
});

describe("[A9] every other listen of a module", () => {
  it("on another port works as usual, and is reported", async () => {
    const { reports } = createCapture();
    http.createServer().listen(3000);
    const admin = http.createServer((_req, res) => res.end("admin")).listen(0, "127.0.0.1");
    onTestFinished(() => void admin.close());
    await once(admin, "listening");
    expect(await isOpen((admin.address() as AddressInfo).port)).toBe(true);
    expect(reports).toEqual([expect.stringContaining("listens by itself on any free port, too")]);
  });

  it("on the port that was asked for, or that it believes to have, opens nothing either", async () => {
    const port = await freePort();
    const { reports } = createCapture({ kind: "tcp", host: "127.0.0.1", port });
    http.createServer().listen(3000);
    for (const again of [3000, port]) {
      const server = http.createServer().listen(again, "127.0.0.1");
      await once(server, "listening");
      expect(await isOpen(again)).toBe(false);
      expect(server.address()).toMatchObject({ port });
    }
    expect(reports).toEqual([]);
  });

  it("of a server that is no http server is left alone, and is not reported", async () => {
    const { capture, reports } = createCapture();
    const server = net.createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    expect(await isOpen((server.address() as AddressInfo).port)).toBe(true);
    expect([capture.first, reports]).toEqual([undefined, []]);
  });

  it("of an https server opens nothing, says why, and lets the module go on", async () => {
    const { capture, reports } = createCapture();
    const port = await freePort();
    const server = https.createServer().listen(port);
    await once(server, "listening");
    expect(await isOpen(port)).toBe(false);
    expect([capture.first, capture.secure]).toEqual([undefined, `on ${port}`]);
    expect(reports).toEqual([expect.stringContaining("certificates are its business")]);
  });

  it("after disposing is as it was before", () => {
    const before = net.Server.prototype.listen;
    const { capture } = createCapture();
    expect(net.Server.prototype.listen).not.toBe(before);
    capture[Symbol.dispose]();
    expect(net.Server.prototype.listen).toBe(before);
  });
});

describe("[A9] loading a module that listens by itself", () => {
  async function load(program: string, specifier = "app.mjs"): Promise<LoadResult & Captured> {
    const cwd = realpathSync(mkdtempSync(join(tmpdir(), "landfall-listens-")));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    writeFileSync(join(cwd, "app.mjs"), `import http from "node:http";\n${program}`);
    const captured = createCapture();
    const { capture } = captured;
    return { ...(await loadApp({ specifier, cwd, stripTypes: false, capture })), ...captured };
  }

  const serves = "http.createServer((req, res) => res.end()).listen(3000)";

  it.each([
    ["at once", `${serves};`],
    ["in a later tick", `setTimeout(() => ${serves}, 300);`],
    [
      "after it had read a file",
      `import("node:fs/promises").then((fs) => fs.readFile("/dev/null")).then(() => ${serves});`,
    ],
    [
      "and waits for it",
      `await new Promise((resolve) => ${serves.replace("3000", "3000, resolve")});`,
    ],
    [
      "and exports something else",
      `export const server = ${serves}; export default { port: 3000 };`,
    ],
  ])("%s takes its server for the app", async (_, program) => {
    const { app, shape, reason } = await load(program);
    expect([shape, app.needsNodePair]).toEqual(["http-server", true]);
    expect(reason).toBe(
      "app.mjs listens by itself on 3000; its listen() was given Landfall's address",
    );
  });

  it("and exports an app takes the app", async () => {
    const { shape, reason } = await load(`${serves}; export default () => new Response();`);
    expect(shape).toBe("bare-function");
    expect(reason).toBe(
      "the default export of app.mjs is a bare function; its listen() on 3000 was given Landfall's address",
    );
  });

  it("and exports the very server says it once", async () => {
    const { reason } = await load(`export default ${serves};`);
    expect(reason).toBe("the default export of app.mjs is a node:http server");
  });

  it.each([
    ["an export that is not there", `${serves};`, "app.mjs#site", "APP_EXPORT_MISSING"],
    [
      "https",
      `import https from "node:https"; https.createServer().listen(3443);`,
      "app.mjs",
      "APP_LISTENS_SECURELY",
    ],
  ])("but has %s fails, and does not wait long", async (_, program, specifier, code) => {
    const begin = performance.now();
    await expect(load(program, specifier)).rejects.toMatchObject({ code });
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});

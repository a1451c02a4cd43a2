import { once } from "node:events";
import { appendFileSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { createProject, eventually, run, serve } from "./landfall-process.ts";

const onFreePort = ["--workers", "2", "--listen", "127.0.0.1:0"];

/** Writes down what it receives, and says who received it. */
const app = `
  import { appendFileSync } from "node:fs";
  export default (_request, context) => {
    const { socket, response } = context.upgrade();
    socket.onmessage = ({ data }) => {
      appendFileSync("received.txt", data + "\\n");
      socket.send(process.pid + " " + data);
    };
    return response;
  };
`;

const expressApp = `
  import http from "node:http";
  import express from "express";
  import { WebSocketServer } from "ws";
  const server = http.createServer(express().get("/", (_req, res) => void res.send("page")));
  new WebSocketServer({ server }).on("connection", (socket) => {
    socket.on("message", (data) => socket.send(process.pid + " " + data));
  });
  server.listen(3000);
`;

/** A client that comes back when it is told to, and numbers what it sends. */
class Talker {
  readonly sent: string[] = [];
  readonly answered = new Set<string>();
  readonly pids = new Set<string>();
  readonly codes: number[] = [];
  readonly #name: string;
  readonly #url: string;
  #socket: WebSocket | undefined;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string, url: string) {
    this.#name = name;
    this.#url = url.replace("http", "ws");
  }

  /** Connects, talks, and does so again after each 1012. */
  async talk(): Promise<void> {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.on("message", (data) => {
      const [pid = "", text = ""] = String(data).split(" ");
      this.pids.add(pid);
      this.answered.add(text);
    });
    socket.on("close", (code) => {
      this.codes.push(code);
      if (!this.#isOver) void this.talk();
    });
    await once(socket, "open");
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#say(), 1);
  }

  /** Says goodbye when everything that the server could answer is answered. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#isOver = true;
    const last = this.sent.at(-1) ?? "";
    await eventually(() => this.answered.has(last) || undefined, `an answer to ${last}`);
    const closed = once(this.#socket as WebSocket, "close");
    this.#socket?.close(1_000);
    await closed;
  }

  /** Until the close frame has come, a message counts as sent. */
  #say(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const text = `${this.#name}-${this.sent.length}`;
    this.sent.push(text);
    this.#socket.send(text);
  }
}

test("[B6] a reload asks every WebSocket to come back, and loses no message that was sent before", async () => {
  const cwd = createProject({ "app.mjs": app });
  appendFileSync(join(cwd, "received.txt"), "");
  const master = await serve(cwd, ["app.mjs", ...onFreePort, "--reconnect-window", "500ms"]);
  const url = await master.url();
  const talkers = Array.from({ length: 20 }, (_, index) => new Talker(`t${index}`, url));
  await Promise.all(talkers.map((talker) => talker.talk()));
  for (let round = 0; round < 2; round += 1) {
    const { code, stderr } = await run(["reload", "--wait-drained"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
  }
  await Promise.all(talkers.map((talker) => talker.end()));
  const received = readFileSync(join(cwd, "received.txt"), "utf8").trim().split("\n");
  const sent = talkers.flatMap((talker) => talker.sent);
  expect(sent.length).toBeGreaterThan(1_000);
  expect(received.toSorted()).toEqual(sent.toSorted());
  for (const { codes, pids } of talkers) {
    // Whoever came back to a worker that was already draining was sent on once more.
    expect(codes.length).toBeGreaterThanOrEqual(3);
    expect(codes.slice(0, -1).filter((code) => code !== 1_012)).toEqual([]);
    expect(codes.at(-1)).toBe(1_000);
    expect(pids.size).toBeGreaterThanOrEqual(2);
  }
  expect(master.stderr).not.toMatch(/error|cut/i);
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
}, 60_000);

test("a reload ends the sockets of an app's own WebSocket server when the graceful time is over", async () => {
  const cwd = createProject({ "package.json": '{ "type": "module" }', "app.js": expressApp });
  symlinkSync(realpathSync("node_modules"), join(cwd, "node_modules"));
  const master = await serve(cwd, ["app.js", ...onFreePort, "--graceful-timeout", "1s"]);
  const url = (await master.url()).replace("http", "ws");
  const client = new WebSocket(url);
  await once(client, "open");
  const closed = once(client, "close");
  expect((await run(["reload"], { cwd })).code).toBe(0);
  client.send("still here");
  expect(String((await once(client, "message"))[0])).toMatch(/^\d+ still here$/);
  expect((await closed)[0]).toBe(1_006);
  const next = new WebSocket(url);
  await once(next, "open");
  next.send("hello");
  expect(String((await once(next, "message"))[0])).toMatch(/^\d+ hello$/);
  next.terminate();
  master.signal("SIGTERM");
  expect(await master.ended).toBe(0);
}, 60_000);

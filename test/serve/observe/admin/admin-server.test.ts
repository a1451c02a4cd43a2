/** The admin address under clients that mean no good. */

import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Clock, millis, parseListenAddress, systemClock } from "../../../../src/core/index.ts";
import { type AdminPages, startAdminServer } from "../../../../src/serve/observe/index.ts";
import { bindAll } from "../../../../src/serve/sockets/index.ts";

const usualPages: AdminPages = {
  metrics: async () => "a_total 1\n",
  life: () => ({ isWell: true, reason: "ok" }),
  readiness: () => ({ isWell: false, reason: "stopping" }),
  detail: () => ({ phase: "stopping" }),
};

interface Admin {
  readonly port: number;
  readonly reports: unknown[];
  /** What waits for time to pass. */
  readonly waits: { delay: number; wake: () => void }[];
}

async function start(pages: Partial<AdminPages> = {}): Promise<Admin> {
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const [socket] = await bindAll([parseListenAddress("127.0.0.1:0")], options);
  const { fd, address } = socket!;
  const reports: unknown[] = [];
  const waits: Admin["waits"] = [];
  const after: Clock["after"] = (delay, wake) => {
    waits.push({ delay, wake });
    return () => {};
  };
  const clock = { ...systemClock, after };
  const report = (error: unknown): void => void reports.push(error);
  const place = { clock, descriptors: [fd], report };
  const server = await startAdminServer({ ...usualPages, ...pages }, place);
  onTestFinished(() => server.close());
  return { port: address.kind === "tcp" ? address.port : 0, reports, waits };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

async function ask(port: number, path: string, method = "GET"): Promise<Answer> {
  const request = http.request({ port, host: "127.0.0.1", path, method, agent: false }).end();
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const chunks = await response.toArray();
  const { statusCode: status, headers } = response;
  return { status, headers, body: Buffer.concat(chunks).toString() };
}

/** Sends bytes as they are; resolves with everything that came until the connection was closed. */
async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (data) => (heard += data.toString()));
  const closed = toClosed(socket);
  socket.write(bytes);
  await closed;
  return heard;
}

/** Resolves when the connection is gone, also by a reset. */
function toClosed(socket: net.Socket): Promise<void> {
  socket.on("error", () => {});
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

test("each page is answered with its status, as text or as JSON", async () => {
  const { port } = await start();
  const metrics = await ask(port, "/metrics?x=1");
  expect(metrics).toMatchObject({ status: 200, body: "a_total 1\n" });
  expect(metrics.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(metrics.headers["connection"]).toBe("close");
  expect(await ask(port, "/livez")).toMatchObject({ status: 200, body: "ok\n" });
  expect(await ask(port, "/readyz")).toMatchObject({ status: 503, body: "stopping\n" });
  const verbose = await ask(port, "/readyz?verbose");
  expect(verbose.status).toBe(503);
  expect(JSON.parse(verbose.body)).toEqual({ ok: false, reason: "stopping", phase: "stopping" });
  const head = await ask(port, "/metrics", "HEAD");
  expect(head).toMatchObject({ status: 200, body: "" });
  expect(head.headers["content-length"]).toBe("10");
});

test.each([
  ["GET", "/", 404],
  ["GET", "/metrics/", 404],
  ["GET", "//metrics", 404],
  ["GET", "/livez/../metrics", 404],
  ["GET", "/readyz%00", 404],
  ["POST", "/metrics", 405],
  ["DELETE", "/livez", 405],
  ["OPTIONS", "/metrics", 405],
])("%s %s is %i", async (method, path, status) => {
  const { port } = await start();
  expect((await ask(port, path, method)).status).toBe(status);
});

test.each<[string, string, RegExp]>([
  ["no HTTP", "hello\r\n\r\n", /^HTTP\/1\.1 400 /],
  ["a head that is too large", `GET /metrics HTTP/1.1\r\nx: ${"x".repeat(9_000)}\r\n\r\n`, / 431 /],
  ["no Host", "GET /metrics HTTP/1.1\r\n\r\n", / 400 /],
  ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", /^$/],
  [
    "an upgrade",
    "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    /^$/,
  ],
  [
    "an expectation that nobody knows",
    "GET /livez HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n",
    / 417 /,
  ],
  [
    "a body that is never sent",
    "POST /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n",
    /^HTTP\/1\.1 405 /,
  ],
  [
    "two lengths",
    "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
])("%s is refused, and the next client is answered", async (_what, bytes, answer) => {
  const { port } = await start();
  expect(await sendRaw(port, bytes)).toMatch(answer);
  expect((await ask(port, "/livez")).status).toBe(200);
});

test("a second request behind the first is not answered", async () => {
  const { port } = await start();
  const request = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
  const heard = await sendRaw(port, request.repeat(50));
  expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
});

test("an upgraded connection that is reset does not end the master", async () => {
  const { port } = await start();
  const socket = net.connect(port, "127.0.0.1");
  const closed = toClosed(socket);
  socket.write("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
  socket.resetAndDestroy();
  await closed;
  expect((await ask(port, "/livez")).status).toBe(200);
});

test("a client that sends nothing, or byte by byte, has ten seconds", async () => {
  const { port, waits } = await start();
  const socket = net.connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("GET /met");
  await vi.waitFor(() => expect(waits).toHaveLength(1));
  expect(waits[0]?.delay).toBe(10_000);
  const closed = toClosed(socket);
  waits[0]?.wake();
  await closed;
});

test("connections beyond 64 are closed at once, and room is made again", async () => {
  const { port, waits } = await start();
  const sockets = Array.from({ length: 64 }, () => net.connect(port, "127.0.0.1"));
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  await vi.waitFor(() => expect(waits).toHaveLength(64));
  expect(await sendRaw(port, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")).toBe("");
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => {
    const heard = await sendRaw(port, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(heard).toContain(" 200 ");
  });
});

test("a page that fails is a plain 500 and a report", async () => {
  const failing = (): never => {
    throw new Error("secret");
  };
  const { port, reports } = await start({ metrics: async () => failing(), life: failing });
  for (const path of ["/metrics", "/livez"]) {
    expect(await ask(port, path)).toMatchObject({ status: 500, body: "Internal Server Error\n" });
  }
  expect(reports).toMatchObject([{ message: "secret" }, { message: "secret" }]);
});

test("an address that somebody listens on already is refused with the system's word", async () => {
  const { port } = await start();
  const options = { clock: systemClock, unixMode: 0o600, patience: millis(0) };
  const taken = bindAll([parseListenAddress(`127.0.0.1:${port}`)], options).then((sockets) =>
    startAdminServer(usualPages, {
      clock: systemClock,
      descriptors: sockets.map(({ fd }) => fd),
      report: () => {},
    }),
  );
  await expect(taken).rejects.toMatchObject({
    code: expect.stringMatching(/EADDRINUSE|PORT_IN_USE/),
  });
});

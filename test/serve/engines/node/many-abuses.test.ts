import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, expect, it } from "vitest";
import {
  kilobytes,
  type ListenAddress,
  megabytes,
  millis,
  seconds,
} from "../../../../src/core/index.ts";
import { fromNodeListener, type Handler } from "../../../../src/http/index.ts";
import { until } from "../../../../src/laws/deadline.ts";
import { Client, requestHead } from "../../../../src/laws/server/client.ts";
import { FakeClock } from "./fake-clock.ts";
import { start } from "./started.ts";

/** The long form is run with `ABUSES=10000`. */
const abuses = Number(process.env["ABUSES"] ?? 2_000);
const atOnce = 500;

const uncaught: unknown[] = [];
const catchAll = (error: unknown): void => void uncaught.push(error);
process.on("uncaughtException", catchAll).on("unhandledRejection", catchAll);
afterAll(() => {
  process.off("uncaughtException", catchAll).off("unhandledRejection", catchAll);
});

const listener = fromNodeListener((incoming, outgoing) => {
  incoming.on("data", () => {}).on("end", () => outgoing.end("whole"));
});

const handler: Handler = async (request, context) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/listener") return listener(request, context);
  if (pathname === "/echo") return new Response(request.body);
  if (pathname === "/late") context.waitUntil(request.text().catch(() => {}));
  else await request.text();
  return new Response("ok");
};

const post = (path: string, framing: string): string => requestHead("POST", path, [framing]);
const paths = ["/read", "/listener", "/echo", "/late"];

/** What is sent before the farewell. */
const beginnings = [
  "",
  "G",
  "GET / HTTP/1.1\r\nHo",
  "\0\0\0\r\n\r\n",
  requestHead("GET", "/read").repeat(3),
  `${requestHead("GET", "/read")}GET /`,
  requestHead("GET", "/read", [`X-Big: ${"x".repeat(70_000)}`]),
  requestHead("GET", "/read", ["Expect: miracles"]),
  ...paths.flatMap((path) => [
    post(path, "Content-Length: 99999999999"),
    `${post(path, "Content-Length: 99")}half`,
    `${post(path, "Transfer-Encoding: chunked")}5\r\nab`,
    `${post(path, "Transfer-Encoding: chunked")}zz\r\n`,
    `${post(path, "Transfer-Encoding: chunked")}7000\r\n${"x".repeat(0x7000)}\r\n`,
  ]),
];

/** How the client ends; one that stays must be put out by the server. */
const farewells = ["destroy", "resetAndDestroy", "end", "stay"] as const;

async function abuse(address: ListenAddress, index: number): Promise<void> {
  if (address.kind !== "tcp") throw new Error("no port");
  const socket = connect({ port: address.port, host: address.host });
  socket.on("error", () => {}).resume();
  const closed = new Promise<void>((resolve) => void socket.once("close", resolve));
  await new Promise<void>((resolve) => void socket.once("connect", resolve));
  socket.write(beginnings[index % beginnings.length] as string);
  const farewell = farewells[Math.floor(index / beginnings.length) % farewells.length] as string;
  if (index % 3 > 0) await new Promise<void>((resolve) => void setImmediate(resolve));
  if (farewell === "destroy" || farewell === "resetAndDestroy" || farewell === "end") {
    socket[farewell]();
  }
  await closed;
}

function handles(): number {
  return process.getActiveResourcesInfo().filter((name) => name !== "Immediate").length;
}

/** What is in use when everything that can be collected has been; the least of several looks, for some takes its time. */
async function heapInUse(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let least = Infinity;
  for (let look = 0; look < 8; look += 1) {
    for (let turn = 0; turn < 50; turn += 1)
      await new Promise((resolve) => void setImmediate(resolve));
    collect();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
}

/**
 * How much more may be in use after all abuses than after the first batch: caches of the engine that still fill up.
 * An exchange that stays is several kilobytes, so the shortest form would show one in five.
 */
const growth = megabytes(1.5);

it(`${abuses} aborted, half-sent, reset and slow requests leave nothing behind`, async () => {
  const clock = new FakeClock();
  const limits = { maxBody: kilobytes(20), keepAliveTimeout: millis(100) };
  await using started = await start(handler, undefined, { clock, ...limits });
  const before = handles();
  let warm = Infinity;
  for (let index = 0; index < abuses; index += atOnce) {
    const batch = Array.from({ length: atOnce }, (_, offset) => index + offset);
    let open = batch.length;
    for (const each of batch) void abuse(started.address, each).then(() => (open -= 1));
    await until("all are gone", () => {
      clock.advance(seconds(11)); // what the patient ones wait for
      return open === 0 && started.server.activity().connections === 0;
    });
    if (index === 0) warm = await heapInUse();
  }
  expect(((await heapInUse()) - warm) / megabytes(1)).toBeLessThan(growth / megabytes(1));
  expect(started.server.activity()).toMatchObject({ connections: 0, inFlight: 0 });
  expect(started.server.activity().refused).toBeGreaterThan(abuses / 8);
  clock.advance(seconds(30));
  expect(clock.waiting).toBe(0);
  await until("no handle is left", () => handles() <= before);
  expect(started.errors.filter((error) => !/client left|aborted/i.test(error))).toEqual([]);
  expect(uncaught).toEqual([]);
  using client = await Client.open(started.address);
  expect((await client.ask("GET", "/read")).body).toBe("ok");
}, 300_000);

import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { millis } from "../../../../src/core/index.ts";
import type { ServedWebSocket } from "../../../../src/http/index.ts";
import { until, within } from "../../../../src/laws/deadline.ts";
import { Client } from "../../../../src/laws/server/client.ts";
import { handshake, WebSocketClient } from "../../../../src/laws/server/web-socket-client.ts";
import { FakeClock } from "./fake-clock.ts";
import { loopback, start } from "./started.ts";
import { connect, echoing, exchange, urlOf } from "./web-socket-rig.ts";

describe("a peer of a WebSocket", () => {
  it("that answers no ping is cut after two intervals; one that does, or that speaks, is not", async () => {
    const clock = new FakeClock();
    const ends: string[] = [];
    let heard = 0;
    await using started = await start(
      (request, context) => {
        const { socket, response } = context.upgrade({ pingInterval: 10_000 });
        const { pathname } = new URL(request.url);
        socket.addEventListener("close", ({ code }) => ends.push(`${pathname} ${code}`));
        socket.addEventListener("message", () => (heard += 1));
        return response;
      },
      [loopback],
      { clock },
    );
    const alive = await connect(urlOf(started, "/alive"));
    using tcp = await Client.open(started.address);
    tcp.send(handshake("/dead"));
    const dead = new WebSocketClient(tcp, await tcp.head());
    for (const round of [1, 2]) {
      const pinged = once(alive, "ping");
      clock.advance(11_000);
      if (round === 1) expect((await dead.frame()).kind).toBe("ping");
      await within(pinged, "a ping");
      alive.send("still here");
      await until("it is heard", () => heard === round);
    }
    await tcp.ended();
    expect(ends).toEqual(["/dead 1006"]);
    alive.terminate();
  });

  it("is not cut for a silence that is the app's, which reads nothing for the time being", async () => {
    const clock = new FakeClock();
    const opened = Promise.withResolvers<ServedWebSocket>();
    await using started = await start(
      (_request, context) => {
        const { socket, response } = context.upgrade({ pingInterval: 10_000 });
        socket.addEventListener("open", () => opened.resolve(socket));
        socket.addEventListener("message", ({ data }) => socket.send(data));
        return response;
      },
      [loopback],
      { clock },
    );
    const client = await connect(urlOf(started));
    const socket = await opened.promise;
    socket.pause();
    for (let round = 0; round < 5; round += 1) clock.advance(11_000);
    expect(socket.readyState).toBe(socket.OPEN);
    socket.resume();
    expect(await exchange(client, "there")).toBe("there");
    client.terminate();
  });

  it("gets no pings when the app wants none", async () => {
    const clock = new FakeClock();
    await using started = await start(echoing({ pingInterval: 0 }), [loopback], { clock });
    const client = await connect(urlOf(started));
    const pings: unknown[] = [];
    client.on("ping", () => pings.push(1));
    clock.advance(1_000_000);
    expect(await exchange(client, "there")).toBe("there");
    expect(pings).toEqual([]);
    client.terminate();
  });
});

describe("draining WebSockets", () => {
  it("closes them evenly over the window, and none before its time", async () => {
    const clock = new FakeClock();
    const options = { clock, reconnectWindow: millis(1_000) };
    await using started = await start(echoing(), [loopback], options);
    const clients = await Promise.all(Array.from({ length: 100 }, () => connect(urlOf(started))));
    const codes: number[] = [];
    for (const client of clients) client.on("close", (code) => codes.push(code));
    const drained = started.server.drain();
    for (const [step, closed] of [
      [0, 1],
      [95, 10],
      [400, 50],
      [500, 100],
    ] as const) {
      clock.advance(step);
      await until(`${closed} are closed`, () => codes.length >= closed);
      expect(codes).toHaveLength(closed);
    }
    await within(drained, "drained");
    expect(new Set(codes)).toEqual(new Set([1_012]));
  });

  it("closes what opens meanwhile, too, and fires context.draining before any close", async () => {
    const heard: string[] = [];
    const gate = Promise.withResolvers<void>();
    await using started = await start(async (request, context) => {
      const { socket, response } = context.upgrade();
      context.draining.addEventListener("abort", () => {
        heard.push("draining");
        if (socket.readyState === socket.OPEN) socket.send("goodbye");
      });
      if (request.url.endsWith("/late")) await gate.promise;
      return response;
    });
    const client = await connect(urlOf(started));
    const late = new WebSocket(urlOf(started, "/late"));
    await until("both are there", () => started.server.activity().inFlight === 1);
    const farewell = once(client, "message");
    const drained = started.server.drain();
    expect(String((await farewell)[0])).toBe("goodbye");
    expect((await once(client, "close"))[0]).toBe(1_012);
    gate.resolve();
    expect((await once(late, "close"))[0]).toBe(1_012);
    await within(drained, "drained");
    expect(heard).toEqual(["draining", "draining"]);
  });

  it("waits for a client that does not answer the close, until it is cut", async () => {
    await using started = await start(echoing());
    using tcp = await Client.open(started.address);
    const socket = await WebSocketClient.open(tcp);
    let isDrained = false;
    const drained = started.server.drain().then(() => (isDrained = true));
    expect(await socket.closing()).toBe(1_012);
    expect(isDrained).toBe(false);
    await started.server.close();
    await within(drained, "drained by force");
    await tcp.ended();
  });
});

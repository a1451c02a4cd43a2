/** Family: how WebSockets end (RFC 6455 §7). */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import { until, within } from "../deadline.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Stage } from "./stage.ts";
import { handshake, WebSocketClient } from "./web-socket-client.ts";
import { formatClose, formatFrame } from "./web-socket-frames.ts";
import { echoing, webSocketPromises } from "./web-socket-handshakes.ts";

const promise = webSocketPromises("WebSocket ends");

/** Each end has its code, and both sides hear it. */
export const webSocketEnds: readonly LawPromise<ServerSubject>[] = [
  promise(
    "socket-close",
    "the client's close code is answered and told to the app, and the connection ends",
    async (subject) => {
      const heard: (readonly [number, string])[] = [];
      await using stage = await Stage.set(subject, (_request, context) => {
        const { socket, response } = context.upgrade();
        socket.addEventListener("close", ({ code, reason }) => heard.push([code, reason]));
        return response;
      });
      const codes = [1_000, 1_001, 3_000, 4_999];
      for (const code of codes) {
        const socket = await WebSocketClient.open(await stage.open());
        socket.send("close", formatClose(code, "bye"));
        assert.equal(await socket.closing(), code);
        await socket.client.ended();
      }
      const silent = await WebSocketClient.open(await stage.open());
      silent.send("close");
      assert.equal(await silent.closing(), 1_005);
      await until("the app hears of all of them", () => heard.length > codes.length);
      assert.deepEqual(heard, [...codes.map((code) => [code, "bye"]), [1_005, ""]]);
    },
  ),
  promise(
    "socket-close-by-app",
    "what the app sends before it closes arrives, then its code and reason",
    async (subject) => {
      await using stage = await Stage.set(subject, (_request, context) => {
        const { socket, response } = context.upgrade();
        socket.addEventListener("open", () => {
          socket.send("last words");
          socket.close(4_000, "enough");
        });
        return response;
      });
      const socket = await WebSocketClient.open(await stage.open());
      assert.equal(await socket.text(), "last words");
      const { kind, content } = await socket.frame();
      assert.deepEqual([kind, content], ["close", formatClose(4_000, "enough")]);
      socket.send("close", content);
      await socket.client.ended();
    },
  ),
  promise("socket-unmasked", "a frame that is not masked closes with 1002", (subject) =>
    expectClosed(subject, formatFrame("text", "naked", { isUnmasked: true }), 1_002),
  ),
  promise("socket-utf8", "a text that is no UTF-8 closes with 1007", (subject) =>
    expectClosed(subject, formatFrame("text", Buffer.from([0x61, 0xc3, 0x28])), 1_007),
  ),
  promise(
    "socket-too-big",
    "a message larger than its limit closes with 1009, one that is as large does not",
    async (subject) => {
      await expectClosed(subject, formatFrame("binary", Buffer.alloc(1_001)), 1_009);
      const halves = [
        formatFrame("text", "x".repeat(600), { isPart: true }),
        formatFrame("continuation", "x".repeat(600)),
      ];
      await expectClosed(subject, Buffer.concat(halves), 1_009);
      await using stage = await Stage.set(subject, echoing({ maxPayload: 1_000 }));
      const socket = await WebSocketClient.open(await stage.open());
      socket.send("text", "x".repeat(1_000));
      assert.equal((await socket.text()).length, 1_000);
    },
  ),
  promise(
    "socket-listener-throws",
    "a listener that throws closes its own socket with 1011, and the server lives on",
    async (subject) => {
      await using stage = await Stage.set(subject, (_request, context) => {
        const { socket, response } = context.upgrade();
        socket.addEventListener("message", () => {
          throw new Error("a mistake of the app");
        });
        return response;
      });
      const socket = await WebSocketClient.open(await stage.open());
      socket.send("text", "anything");
      assert.equal(await socket.closing(), 1_011);
      await stage.expectAlive("a listener that throws");
    },
  ),
  promise(
    "socket-gone",
    "the app hears of a client that has gone, before its answer and after it, and so does context.signal",
    async (subject) => {
      const ends: string[] = [];
      await using stage = await Stage.set(subject, ({ url }, context) => {
        const { socket, response } = context.upgrade();
        socket.addEventListener("close", ({ code }) => ends.push(`closed ${code}`));
        context.signal.addEventListener("abort", () => ends.push("signal"));
        return url.endsWith("/") ? response : new Promise(() => {});
      });
      const opened = await WebSocketClient.open(await stage.open());
      opened.client.leave("close");
      await until("the app hears of a lost client", () => ends.length === 2);
      const waiting = await stage.open();
      waiting.send(handshake("/waiting"));
      await until("the handler is called", () => stage.entered === 2);
      waiting.leave("close");
      await until("the app hears of a lost handshake", () => ends.length === 4);
      assert.deepEqual(ends.toSorted(), ["closed 1006", "closed 1006", "signal", "signal"]);
    },
  ),
  promise(
    "socket-drain",
    "a draining server receives what was sent, closes its WebSockets with 1012, and is drained when they are closed",
    async (subject) => {
      const received: string[] = [];
      await using stage = await Stage.set(subject, (_request, context) => {
        const { socket, response } = context.upgrade();
        socket.addEventListener("message", ({ data }) => received.push(String(data)));
        return response;
      });
      const clients = await Promise.all([stage.open(), stage.open(), stage.open()]);
      const sockets = await Promise.all(clients.map((client) => WebSocketClient.open(client)));
      let isDrained = false;
      const drained = stage.server.drain().then(() => (isDrained = true));
      for (const [index, socket] of sockets.entries()) {
        assert.equal(await socket.closing(), 1_012);
        socket.send("text", `late ${index}`);
        assert.ok(!isDrained, "drain() waits for the last client's answer");
        socket.send("close", formatClose(1_012));
      }
      await Promise.all(clients.map((client) => client.ended()));
      await within(drained, "drain() resolves when the last WebSocket is closed");
      assert.deepEqual(received.toSorted(), ["late 0", "late 1", "late 2"]);
    },
  ),
];

async function expectClosed(
  subject: ServerSubject,
  frame: Uint8Array,
  code: number,
): Promise<void> {
  await using stage = await Stage.set(subject, echoing({ maxPayload: 1_000 }));
  const socket = await WebSocketClient.open(await stage.open());
  socket.client.send(frame);
  assert.equal(await socket.closing(), code);
  socket.send("close", formatClose(code));
  await socket.client.ended();
  await stage.expectAlive("a wrong frame");
}

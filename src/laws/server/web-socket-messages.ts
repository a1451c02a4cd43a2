/** Family: messages on WebSockets (RFC 6455 §5). */

import assert from "node:assert/strict";
import type { LawPromise } from "../contract.ts";
import type { ServerSubject } from "../server-subject.ts";
import { Stage } from "./stage.ts";
import { WebSocketClient } from "./web-socket-client.ts";
import { formatFrame } from "./web-socket-frames.ts";
import { echoing, webSocketPromises } from "./web-socket-handshakes.ts";

const promise = webSocketPromises("WebSocket messages");
/** Where the length is written in another way, and what does not come in one piece. */
const sizes = [0, 1, 125, 126, 65_535, 65_536, 1_048_576];

const pattern = Buffer.from(Array.from({ length: 251 }, (_, at) => at));

/** Messages arrive whole, in order, and nobody else's. */
export const webSocketMessages: readonly LawPromise<ServerSubject>[] = [
  promise("socket-text", "texts of every size come back as they were", async (subject) => {
    await using stage = await Stage.set(subject, echoing());
    const socket = await WebSocketClient.open(await stage.open());
    for (const size of sizes) {
      const text = size < 6 ? "x".repeat(size) : `\u00e9\u{1f600}${"x".repeat(size - 6)}`;
      socket.send("text", text);
      assert.ok((await socket.text()) === text, `a text of ${size} bytes`);
    }
  }),
  promise("socket-binary", "bytes of every size come back as they were", async (subject) => {
    await using stage = await Stage.set(subject, echoing());
    const socket = await WebSocketClient.open(await stage.open());
    for (const size of sizes) {
      const bytes = Buffer.alloc(size, pattern);
      socket.send("binary", bytes);
      const { kind, content } = await socket.message();
      assert.equal(kind, "binary");
      assert.ok(content.equals(bytes), `${size} bytes`);
    }
  }),
  promise(
    "socket-fragments",
    "a message in fragments is one message, and a ping between them is answered at once",
    async (subject) => {
      await using stage = await Stage.set(subject, echoing());
      const socket = await WebSocketClient.open(await stage.open());
      const { client } = socket;
      client.send(formatFrame("text", "frag", { isPart: true }));
      client.send(formatFrame("ping", "are you there"));
      const pong = await socket.frame();
      assert.deepEqual([pong.kind, pong.content.toString()], ["pong", "are you there"]);
      client.send(formatFrame("continuation", "", { isPart: true }));
      client.send(formatFrame("continuation", "ments"));
      assert.equal(await socket.text(), "fragments");
    },
  ),
  promise(
    "socket-early",
    "what comes right behind the handshake, and before its answer, is not lost",
    async (subject) => {
      const gate = Promise.withResolvers<void>();
      await using stage = await Stage.set(subject, async (request, context) => {
        const answer = echoing()(request, context);
        await gate.promise;
        return answer;
      });
      const client = await stage.open();
      const early = Buffer.concat(["1", "2"].map((text) => formatFrame("text", text)));
      const opening = WebSocketClient.open(client, {}, early);
      client.send(formatFrame("text", "3"));
      await stage.expectAlive("a handshake that waits");
      gate.resolve();
      const socket = await opening;
      for (const text of ["1", "2", "3"]) assert.equal(await socket.text(), text);
    },
  ),
  promise(
    "socket-greeting",
    "what the app sends when its socket opens is the first message",
    async (subject) => {
      await using stage = await Stage.set(subject, (_request, context) => {
        const { socket, response } = context.upgrade();
        socket.addEventListener("open", () => socket.send("welcome"));
        return response;
      });
      const socket = await WebSocketClient.open(await stage.open());
      assert.equal(await socket.text(), "welcome");
    },
  ),
  promise(
    "socket-several",
    "several WebSockets at once get each their own messages",
    async (subject) => {
      await using stage = await Stage.set(subject, echoing());
      const clients = await Promise.all(Array.from({ length: 8 }, () => stage.open()));
      const sockets = await Promise.all(clients.map((client) => WebSocketClient.open(client)));
      for (const [index, socket] of sockets.entries()) socket.send("text", `number ${index}`);
      const texts = await Promise.all(sockets.map((socket) => socket.text()));
      assert.deepEqual(
        texts,
        sockets.map((_, index) => `number ${index}`),
      );
    },
  ),
];

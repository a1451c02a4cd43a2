/** Family: opening WebSockets, and refusing to (RFC 6455 §4.2). */

import assert from "node:assert/strict";
import type { Handler, UpgradeOptions } from "../../http/index.ts";
import type { LawPromise } from "../contract.ts";
import { within } from "../deadline.ts";
import type { ServerSubject } from "../server-subject.ts";
import { promisesOf, Stage } from "./stage.ts";
import {
  handshake,
  type HandshakeFields,
  rightAccept,
  WebSocketClient,
} from "./web-socket-client.ts";
import { formatFrame } from "./web-socket-frames.ts";

/** Promises that only servers of WebSockets make. */
export function webSocketPromises(
  family: string,
): (...promise: Parameters<ReturnType<typeof promisesOf>>) => LawPromise<ServerSubject> {
  const promise = promisesOf(family);
  return (...parts) => ({ ...promise(...parts), excuse: ({ lacks }) => lacks?.webSockets });
}

/** Sends every message back. */
export function echoing(options?: UpgradeOptions): Handler {
  return (_request, context) => {
    const { socket, response } = context.upgrade(options);
    socket.addEventListener("message", ({ data }) => socket.send(data));
    return response;
  };
}

const promise = webSocketPromises("WebSocket handshakes");

/** Who asks rightly gets a WebSocket, and nobody else does. */
export const webSocketHandshakes: readonly LawPromise<ServerSubject>[] = [
  promise(
    "socket-accept",
    "context.upgrade answers 101 with the accept value of the client's key, and opens the socket",
    async (subject) => {
      await using stage = await Stage.set(subject, echoing());
      for (const upgrade of ["websocket", "WebSocket"]) {
        const fields = { Upgrade: upgrade, Connection: "keep-alive, Upgrade" };
        const socket = await WebSocketClient.open(await stage.open(), fields);
        const said = ["connection", "upgrade", "sec-websocket-accept"].map((name) =>
          socket.head.values(name).join().toLowerCase(),
        );
        assert.deepEqual(said, ["upgrade", "websocket", rightAccept.toLowerCase()]);
        assert.deepEqual(socket.head.values("sec-websocket-accept"), [rightAccept]);
        for (const name of ["extensions", "protocol"]) {
          assert.deepEqual(socket.head.values(`sec-websocket-${name}`), [], name);
        }
        socket.send("text", "hello");
        assert.equal(await socket.text(), "hello");
      }
    },
  ),
  promise(
    "socket-subprotocol",
    "the first subprotocol of the app that the client offers is named, or none",
    async (subject) => {
      const chosen: string[] = [];
      await using stage = await Stage.set(subject, (_request, context) => {
        const { socket, response } = context.upgrade({ protocols: ["best", "second"] });
        socket.addEventListener("open", () => chosen.push(socket.protocol));
        return response;
      });
      const offers: readonly HandshakeFields[] = [
        { "Sec-WebSocket-Protocol": "other, second, best" },
        { "Sec-WebSocket-Protocol": "second" },
        { "Sec-WebSocket-Protocol": "other" },
        {},
      ];
      const named: string[][] = [];
      for (const offer of offers) {
        const { head } = await WebSocketClient.open(await stage.open(), offer);
        named.push(head.values("sec-websocket-protocol"));
      }
      assert.deepEqual(named, [["best"], ["second"], [], []]);
      assert.deepEqual(
        chosen.filter((name) => name !== ""),
        ["best", "second"],
      );
    },
  ),
  promise(
    "socket-fields",
    "fields that are set on the answer, or on a copy of it, come with the 101, several Set-Cookie as several",
    async (subject) => {
      await using stage = await Stage.set(subject, ({ url }, context) => {
        const { response } = context.upgrade({ protocols: ["chat"] });
        const answer = url.endsWith("/") ? new Response(response.body, response) : response;
        answer.headers.set("x-late", "caf\u00e9");
        answer.headers.set("sec-websocket-protocol", "forged");
        answer.headers.set("content-length", "5");
        for (const cookie of ["a=1", "b=2; Path=/"]) answer.headers.append("set-cookie", cookie);
        return answer;
      });
      for (const target of ["/", "/itself"]) {
        const client = await stage.open();
        client.send(handshake(target, { "Sec-WebSocket-Protocol": "chat" }));
        const { status, values } = await client.head();
        const names = ["set-cookie", "x-late", "sec-websocket-protocol", "content-length"];
        const said = [["a=1", "b=2; Path=/"], ["caf\u00e9"], ["chat"], []];
        assert.deepEqual([status, ...names.map(values)], [101, ...said]);
      }
    },
  ),
  promise(
    "socket-unasked",
    "a request that asks for no WebSocket gets 426 with Upgrade, and keeps its connection",
    async (subject) => {
      await using stage = await Stage.set(subject, echoing());
      const client = await stage.open();
      for (const [method, lines] of [
        ["GET", []],
        ["POST", ["Content-Length: 0"]],
        ["GET", ["Connection: upgrade", "Upgrade: h2c"]],
      ] as const) {
        const { head } = await client.ask(method, "/", lines);
        const said = [head.status, head.values("upgrade"), head.values("connection").join()];
        assert.deepEqual(said, [426, ["websocket"], "upgrade"]);
      }
      await stage.expectAlive("a request that asks for nothing", client);
    },
  ),
  promise(
    "socket-version",
    "another version than 13, or none, gets 426 with Sec-WebSocket-Version: 13",
    async (subject) => {
      for (const version of ["8", "12", "14", "13, 8", "x", undefined]) {
        const head = await refused(subject, { "Sec-WebSocket-Version": version });
        const said = [head.status, head.values("sec-websocket-version")];
        assert.deepEqual(said, [426, ["13"]], `version ${version}`);
      }
    },
  ),
  promise("socket-key", "a key that is missing, or not of 16 bytes, gets 400", async (subject) => {
    for (const wrong of [undefined, "", "short", "x".repeat(24), `${"A".repeat(22)}==, x`]) {
      const { status } = await refused(subject, { "Sec-WebSocket-Key": wrong });
      assert.equal(status, 400, `key ${wrong}`);
    }
  }),
  promise(
    "socket-method",
    "a WebSocket asked for with another method than GET is refused",
    async (subject) => {
      for (const method of ["POST", "OPTIONS", "HEAD"]) {
        const { status } = await refused(subject, {}, method);
        assert.ok(status >= 400 && status < 500, `${method}: ${status}`);
      }
    },
  ),
  promise(
    "socket-origin",
    "the page of another site gets 403, the app's own and those that are named connect",
    async (subject) => {
      const origins = ["https://friend.test"];
      await using stage = await Stage.set(subject, echoing({ origins }));
      const statuses: Record<string, number> = {};
      const asked = {
        "http://law.test": 101,
        "https://law.test": 101,
        "https://friend.test": 101,
        "https://evil.test": 403,
        "http://friend.test": 403,
        "http://law.test.evil.test": 403,
        "http://law.test:81": 403,
        "http://evil.test, http://law.test": 403,
        null: 403,
      };
      for (const Origin of Object.keys(asked)) {
        const client = await stage.open();
        client.send(handshake("/", { Origin }));
        statuses[Origin] = (await client.head()).status;
      }
      assert.deepEqual(statuses, asked);
    },
  ),
  promise(
    "socket-ordinary",
    "a request for a WebSocket that the app answers otherwise gets that answer, and its connection ends",
    async (subject) => {
      const large = "0123456789".repeat(100_000);
      await using stage = await Stage.set(subject, ({ url }) =>
        url.endsWith("/stream")
          ? new Response(new Blob([large]).stream(), { status: 401 })
          : new Response("no", { status: 401, headers: { "x-why": "none" } }),
      );
      for (const [target, body] of [
        ["/", "no"],
        ["/stream", large],
      ] as const) {
        const client = await stage.open();
        client.send(Buffer.concat([Buffer.from(handshake(target)), formatFrame("text", "early")]));
        const answer = await client.answer();
        assert.equal(answer.head.status, 401);
        assert.ok(answer.body === body, `${target}: the body is whole`);
        assert.equal(answer.head.values("connection").join(), "close");
        await client.ended();
      }
      await stage.expectAlive("an ordinary answer");
    },
  ),
  promise(
    "socket-unreturned",
    "a socket whose answer the app does not return is closed",
    async (subject) => {
      const closed = Promise.withResolvers<void>();
      await using stage = await Stage.set(subject, (_request, context) => {
        const { socket } = context.upgrade();
        socket.addEventListener("close", () => closed.resolve());
        return new Response("changed my mind", { status: 503 });
      });
      const client = await stage.open();
      client.send(handshake("/"));
      assert.equal((await client.answer()).body, "changed my mind");
      await client.ended();
      await within(closed.promise, "the socket closes");
    },
  ),
];

async function refused(
  subject: ServerSubject,
  fields: HandshakeFields,
  method = "GET",
): Promise<Awaited<ReturnType<WebSocketClient["client"]["head"]>>> {
  await using stage = await Stage.set(subject, echoing());
  const client = await stage.open();
  client.send(handshake("/", fields, method));
  const answer = await client.answer(method);
  await client.ended();
  return answer.head;
}

import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { bytes } from "../../../../src/core/index.ts";
import type { Handler, RequestContext, ServedWebSocket } from "../../../../src/http/index.ts";
import { LightResponse } from "../../../../src/http/light-response.ts";
import { until, within } from "../../../../src/laws/deadline.ts";
import { Client } from "../../../../src/laws/server/client.ts";
import { handshake, WebSocketClient } from "../../../../src/laws/server/web-socket-client.ts";
import { formatFrame } from "../../../../src/laws/server/web-socket-frames.ts";
import { loopback, start } from "./started.ts";
import { connect, echoing, exchange, urlOf } from "./web-socket-rig.ts";

describe("a WebSocket", () => {
  it("echoes texts and bytes to the ws client, and closes with its code", async () => {
    await using started = await start(echoing());
    const client = await connect(urlOf(started));
    expect(await exchange(client, "text")).toBe("text");
    client.send(Buffer.from([1, 2]));
    expect(await once(client, "message")).toEqual([Buffer.from([1, 2]), true]);
    client.close(3_000, "bye");
    expect(await once(client, "close")).toEqual([3_000, Buffer.from("bye")]);
    expect(started.errors).toEqual([]);
  });

  it.each([false, true])(
    "is a 500, and not the end of the process, where the app answers with a field that is none (late: %s)",
    async (isLate) => {
      await using started = await start(
        (_request, context) => {
          context.upgrade();
          const answer = new LightResponse("no", { status: 401, headers: { "x-name": "\u4e2d" } });
          return (isLate ? Promise.resolve(answer) : answer) as unknown as Response;
        },
        undefined,
        { nativeResponse: false },
      );
      using client = await Client.open(started.address);
      client.send(handshake("/"));
      expect((await client.answer()).head.status).toBe(500);
      expect(started.errors).toEqual([expect.stringContaining("ByteString")]);
    },
  );

  it("is refused before the app is called on, where a subprotocol is offered twice", async () => {
    const statuses: number[] = [];
    const onCompleted = ({ status }: { readonly status: number }): void =>
      void statuses.push(status);
    await using started = await start(echoing({ protocols: ["a"] }), undefined, { onCompleted });
    using client = await Client.open(started.address);
    client.send(handshake("/", { "Sec-WebSocket-Protocol": "a, a" }));
    const { head, body } = await client.answer();
    expect([head.status, body]).toEqual([400, expect.stringContaining("list of different names")]);
    await client.ended();
    expect(statuses).toEqual([400]);
  });

  it("that is refused has 16 MB read from who goes on sending, and no more", async () => {
    await using started = await start(() => new Response("no", { status: 401 }));
    const { address } = started;
    if (address.kind !== "tcp") throw new Error("no port");
    const client = connectTcp({ ...address, allowHalfOpen: true }).on("error", () => {});
    const closed = new Promise<void>((resolve) => void client.once("close", () => resolve()));
    client.resume().write(handshake("/"));
    await once(client, "end");
    const [megabyte, most] = [Buffer.alloc(1_048_576), 64];
    let sent = 0;
    for (; sent < most && !client.destroyed; sent += 1) {
      const taken = new Promise((resolve) => void client.write(megabyte, resolve));
      await within(Promise.race([taken, closed]), "the server takes more, or cuts");
    }
    client.destroy();
    expect(sent).toBeGreaterThan(16);
    expect(sent).toBeLessThan(most);
  });

  it("is no request in flight, but a connection, and one request that was answered", async () => {
    const gate = Promise.withResolvers<void>();
    await using started = await start(async (request, context) => {
      const answer = echoing()(request, context);
      await gate.promise;
      return answer;
    });
    const opening = connect(urlOf(started));
    await until("the handler is called", () => started.server.activity().inFlight === 1);
    expect(started.server.activity()).toMatchObject({ connections: 1, requests: 0 });
    gate.resolve();
    const client = await opening;
    expect(started.server.activity()).toEqual({
      connections: 1,
      inFlight: 0,
      requests: 1,
      refused: 0,
    });
    client.terminate();
    await until("it has gone", () => started.server.activity().connections === 0);
  });

  it("is the standard one for the app: url, protocol, states, constants, ArrayBuffers", async () => {
    const seen: unknown[] = [];
    const look = ({
      url,
      protocol,
      readyState,
      CONNECTING,
      OPEN,
      binaryType,
    }: ServedWebSocket): void =>
      void seen.push([url, protocol, readyState === CONNECTING, readyState === OPEN, binaryType]);
    await using started = await start((_request, context) => {
      const { socket, response } = context.upgrade({ protocols: ["chat"] });
      look(socket);
      expect(() => socket.send("too soon")).toThrow("CONNECTING");
      socket.onopen = () => look(socket);
      socket.onmessage = ({ data }) => seen.push(data instanceof ArrayBuffer, typeof data);
      return response;
    });
    const url = urlOf(started, "/room?x=1");
    const client = new WebSocket(url, ["other", "chat"]);
    await once(client, "open");
    client.send("text");
    client.send(Buffer.from("bytes"));
    await until("both have come", () => seen.length === 6);
    expect(seen).toEqual([
      [url, "chat", true, false, "arraybuffer"],
      [url, "chat", false, true, "arraybuffer"],
      false,
      "string",
      true,
      "object",
    ]);
    client.terminate();
  });

  it("compresses only when it is told to", async () => {
    await using started = await start((request, context) =>
      echoing({ perMessageDeflate: request.url.endsWith("/deflate") })(request, context),
    );
    for (const [path, extensions] of [
      ["/", ""],
      ["/deflate", "permessage-deflate"],
    ] as const) {
      const client = await connect(urlOf(started, path), { perMessageDeflate: true });
      expect(client.extensions).toBe(extensions);
      expect(await exchange(client, "x".repeat(10_000))).toHaveLength(10_000);
      client.terminate();
    }
  });

  it("[A17] has the server's limit for messages unless the app sets one", async () => {
    const options = { maxMessage: bytes(10) };
    await using started = await start(echoing(), [loopback], options);
    const client = await connect(urlOf(started));
    client.send("x".repeat(11));
    expect((await once(client, "close"))[0]).toBe(1_009);
  });

  it("closed or terminated before it is open is so as soon as it is", async () => {
    await using started = await start((request, context) => {
      const { socket, response } = context.upgrade();
      if (request.url.endsWith("/close")) socket.close(4_001, "no");
      else socket.terminate();
      return response;
    });
    const closed = await connect(urlOf(started, "/close"));
    expect(await once(closed, "close")).toEqual([4_001, Buffer.from("no")]);
    const cut = await connect(urlOf(started, "/cut"));
    expect((await once(cut, "close"))[0]).toBe(1_006);
  });

  it("of a listener that throws is closed, the error is reported, also when it throws while closing", async () => {
    await using started = await start((_request, context) => {
      const { socket, response } = context.upgrade();
      for (const name of ["message", "close"]) {
        socket.addEventListener(name, () => {
          throw new Error(`mistake in ${name}`);
        });
      }
      return response;
    });
    const client = await connect(urlOf(started));
    client.send("x");
    expect((await once(client, "close"))[0]).toBe(1_011);
    await until("both are reported", () => started.errors.length === 2);
    expect(started.errors).toEqual(["Error: mistake in message", "Error: mistake in close"]);
  });

  it("is opened whatever piece its handshake comes in", async () => {
    await using started = await start(echoing());
    const bytesOf = Buffer.concat([Buffer.from(handshake("/")), formatFrame("text", "early")]);
    await Promise.all(
      Array.from({ length: bytesOf.length - 1 }, async (_, at) => {
        using client = await Client.open(started.address);
        client.send(bytesOf.subarray(0, at + 1));
        await new Promise<void>((resolve) => void setImmediate(() => setImmediate(resolve)));
        client.send(bytesOf.subarray(at + 1));
        const socket = new WebSocketClient(client, await client.head());
        expect([socket.head.status, await socket.text()]).toEqual([101, "early"]);
      }),
    );
  });

  it("on a kept-alive connection waits for the answers before it", async () => {
    const gate = Promise.withResolvers<void>();
    await using started = await start(async (request, context) => {
      if (request.url.endsWith("/socket")) return echoing()(request, context);
      await gate.promise;
      return new Response("slow");
    });
    using client = await Client.open(started.address);
    client.send(`GET /slow HTTP/1.1\r\nHost: a\r\n\r\n${handshake("/socket")}`);
    await until("the first is asked", () => started.server.activity().inFlight === 1);
    gate.resolve();
    expect((await client.answer()).body).toBe("slow");
    const socket = new WebSocketClient(client, await client.head());
    client.send(formatFrame("text", "hello"));
    expect([socket.head.status, await socket.text()]).toEqual([101, "hello"]);
  });

  it("knows its client through a trusted proxy, and lives below the base path", async () => {
    const seen: unknown[] = [];
    const handler: Handler = (request, context) => {
      seen.push([request.url, context.client.address]);
      return echoing()(request, context);
    };
    const options = { trustedProxies: ["127.0.0.1"], basePath: "/app" };
    await using started = await start(handler, [loopback], options);
    const headers = {
      "X-Forwarded-For": "192.0.2.7",
      "X-Forwarded-Host": "site.test",
      "X-Forwarded-Proto": "https",
    };
    const client = await connect(urlOf(started, "/app/room"), {
      headers,
      origin: "https://site.test",
    });
    expect(seen).toEqual([["https://site.test/room", "192.0.2.7"]]);
    client.terminate();
    for (const origin of ["http://site.test", `http://127.0.0.1`]) {
      await expect(connect(urlOf(started, "/app/room"), { headers, origin })).rejects.toThrow(
        "403",
      );
    }
    await expect(connect(urlOf(started, "/room"))).rejects.toThrow("404");
  });

  it("is refused with what is wrong with it, as any request beyond a limit is", async () => {
    await using started = await start(echoing(), [loopback], { maxHeaders: 10 });
    using client = await Client.open(started.address);
    client.send(handshake("/", { "Sec-WebSocket-Version": "8" }));
    const { body } = await client.answer();
    expect(body).toBe(
      "Upgrade Required\nthe request asks for version 8 of the WebSocket protocol\n",
    );
    for (const upgrade of ["websocket", "h2c"]) {
      using many = await Client.open(started.address);
      const fields = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`X-${at}`, "x"]));
      many.send(handshake("/", { ...fields, Upgrade: upgrade }));
      expect((await many.answer()).head.status).toBe(431);
      await many.ended();
    }
    expect(started.server.activity().refused).toBe(2);
    expect(started.errors).toEqual([]);
  });

  it.each<[string, (context: RequestContext) => unknown, string]>([
    ["called twice", (context) => (context.upgrade(), context.upgrade()), "called twice"],
    ["with an origin that is none", (c) => c.upgrade({ origins: ["a.test"] }), '"a.test"'],
    [
      "with a slash behind it",
      (c) => c.upgrade({ origins: ["http://a.test/"] }),
      "https://example",
    ],
    ["with a protocol of two words", (c) => c.upgrade({ protocols: ["a b"] }), '"a b"'],
    ["with a negative limit", (c) => c.upgrade({ maxPayload: -1 }), "maxPayload"],
    ["with no number", (c) => c.upgrade({ pingInterval: Number.NaN }), "pingInterval"],
  ])("that is wrongly asked for, %s, is a 500 that is reported", async (_, call, words) => {
    await using started = await start((_request, context) => {
      call(context);
      throw new Error("not reached");
    });
    using client = await Client.open(started.address);
    client.send(handshake("/"));
    expect((await client.answer()).head.status).toBe(500);
    await client.ended();
    expect(started.errors).toEqual([expect.stringContaining(words)]);
  });

  it("asked for too late, or never answered with, is said", async () => {
    await using started = await start((_request, context) => {
      context.upgrade();
      return new Response("ordinary");
    });
    using client = await Client.open(started.address);
    client.send(handshake("/"));
    expect((await client.answer()).body).toBe("ordinary");
    expect(started.errors).toEqual([expect.stringContaining("but answered 200")]);
    const contexts: RequestContext[] = [];
    await using other = await start((_request, context) => {
      contexts.push(context);
      return new Response("ordinary");
    });
    using second = await Client.open(other.address);
    second.send(handshake("/"));
    await second.answer();
    expect(() => contexts[0]?.upgrade()).toThrow("had its answer");
  });

  it("a thousand half-open handshakes, aborted or reset, leave nothing behind", async () => {
    const sockets: ServedWebSocket[] = [];
    await using started = await start((_request, context) => {
      sockets.push(context.upgrade().socket);
      return new Promise(() => {});
    });
    if (started.address.kind !== "tcp") throw new Error("no port");
    const { port } = started.address;
    for (let round = 0; round < 10; round += 1) {
      const clients = Array.from({ length: 100 }, () => connectTcp({ port, host: "127.0.0.1" }));
      await Promise.all(clients.map((client) => once(client, "connect")));
      for (const client of clients) client.on("error", () => {}).write(handshake("/"));
      await until("all are asked for", () => sockets.length === (round + 1) * 100);
      for (const [at, client] of clients.entries()) {
        if (at % 2 === 0) client.destroy();
        else client.resetAndDestroy();
      }
    }
    await until("all have gone", () => started.server.activity().connections === 0);
    expect(sockets.filter(({ readyState, CLOSED }) => readyState !== CLOSED)).toEqual([]);
    expect([started.server.activity().inFlight, started.errors]).toEqual([0, []]);
  });
});

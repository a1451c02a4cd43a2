import { describe, expect, it, onTestFinished } from "vitest";
import type { Handler, ServedWebSocket } from "../../../../src/http/index.ts";
import { until, within } from "../../../../src/laws/deadline.ts";
import { Client, requestHead } from "../../../../src/laws/server/client.ts";
import { handshake } from "../../../../src/laws/server/web-socket-client.ts";
import { start } from "./started.ts";
import { echoing } from "./web-socket-rig.ts";

const echo: Handler = async (request) =>
  Response.json([
    request.method,
    new URL(request.url).pathname,
    Object.fromEntries(request.headers),
    await request.text(),
  ]);

const offer = ["Connection: Upgrade, HTTP2-Settings, x-hop", "Upgrade: h2c", "X-Caf\u00e9: no"];
const lines = ["Connection: keep-alive, Upgrade", "Upgrade: h2c", "X-Latin: caf\u00e9"];

/** Warnings of the process, such as those about leaks of listeners. */
function watchWarnings(): Error[] {
  const warnings: Error[] = [];
  const hear = (warning: Error): void => void warnings.push(warning);
  process.on("warning", hear);
  onTestFinished(() => void process.off("warning", hear));
  return warnings;
}

describe("an offer to speak another protocol", () => {
  it("is ignored wherever the request is cut into pieces, and nothing behind it is lost", async () => {
    await using started = await start(echo);
    const first = `${requestHead("POST", "/1", [...lines, "Content-Length: 4"])}body`;
    const all = Buffer.from(
      first + requestHead("GET", "/2", lines) + requestHead("GET", "/3"),
      "latin1",
    );
    await Promise.all(
      Array.from({ length: all.length - 1 }, async (_, at) => {
        using client = await Client.open(started.address);
        client.send(all.subarray(0, at + 1));
        await new Promise<void>((resolve) => void setImmediate(() => setImmediate(resolve)));
        client.send(all.subarray(at + 1));
        const latin = { host: "law.test", connection: "keep-alive", "x-latin": "caf\u00e9" };
        const answers = [await client.answer(), await client.answer(), await client.answer()];
        expect(answers.map(({ body }) => JSON.parse(body))).toEqual([
          ["POST", "/1", { ...latin, "content-length": "4" }, "body"],
          ["GET", "/2", latin, ""],
          ["GET", "/3", { host: "law.test" }, ""],
        ]);
      }),
    );
    expect(started.errors).toEqual([]);
  });

  it("on every request of a long connection leaves no listeners behind", async () => {
    const warnings = watchWarnings();
    await using started = await start(echo);
    using client = await Client.open(started.address);
    for (let count = 0; count < 50; count += 1) {
      expect((await client.ask("GET", `/${count}`, lines)).body).toContain(`"/${count}"`);
    }
    await new Promise<void>((resolve) => void setImmediate(resolve));
    expect([warnings, started.errors]).toEqual([[], []]);
    expect(started.server.activity()).toEqual({
      connections: 1,
      inFlight: 0,
      requests: 50,
      refused: 0,
    });
  });

  it("does not smuggle: bad names, two lengths, chunks to HTTP/1.0, and many fields are still refused", async () => {
    const entered: string[] = [];
    await using started = await start((request, context) => {
      entered.push(new URL(request.url).pathname);
      return echo(request, context);
    });
    const many = (count: number): string[] => Array.from({ length: count }, () => "X: y");
    const chunked = "Transfer-Encoding: chunked";
    const bad = {
      "a bad name": requestHead("GET", "/", offer),
      "two hosts": requestHead("GET", "/", [...lines, "Host: other.test"]),
      "many fields": requestHead("GET", "/", [...lines, ...many(97)]),
      "more than node:http shows": requestHead("GET", "/", [...many(200), ...lines]),
    };
    const endless = {
      "two lengths": requestHead("POST", "/", [...lines, "Content-Length: 4, 5"]),
      "length and chunks": requestHead("POST", "/", [...lines, "Content-Length: 4", chunked]),
      "an unknown coding": requestHead("POST", "/", [...lines, "Transfer-Encoding: gzip, chunked"]),
      "chunks to HTTP/1.0": requestHead("POST", "/", [...lines, chunked]).replace("P/1.1", "P/1.0"),
      "a length that is hidden": requestHead("POST", "/", [
        ...many(200),
        ...lines,
        "Content-Length: 70",
      ]),
    };
    for (const [name, request] of Object.entries({ ...bad, ...endless })) {
      using client = await Client.open(started.address);
      client.send(`${request}${Object.hasOwn(endless, name) ? requestHead("GET", "/behind") : ""}`);
      const status = await client.refusal();
      expect([name, (status ?? 400) >= 400, entered]).toEqual([name, true, []]);
      await client.closed();
    }
    expect(entered).toEqual([]);
  });

  it("of HTTP/1.0, with a body, or in a list, is none for a WebSocket either", async () => {
    await using started = await start(echoing());
    const wrong = [
      handshake("/").replace("HTTP/1.1", "HTTP/1.0"),
      `${handshake("/", { "Content-Length": "4" })}body`,
      handshake("/", { Upgrade: "h2c, websocket" }),
    ];
    for (const request of wrong) {
      using client = await Client.open(started.address);
      client.send(request);
      const { head } = await client.answer();
      expect([head.status, head.values("upgrade")]).toEqual([426, ["websocket"]]);
    }
  });

  it("behind the last request of a connection is not served, and its reset harms nobody", async () => {
    let entered = 0;
    await using started = await start(async (request, context) => {
      entered += 1;
      return request.url.endsWith("/last") ? new Response("last") : echo(request, context);
    });
    for (const upgrade of ["websocket", "h2c"]) {
      entered = 0;
      using client = await Client.open(started.address);
      const last = requestHead("GET", "/last", ["Connection: close"]);
      client.send(last + handshake("/more", { Upgrade: upgrade }));
      expect((await client.answer()).body).toBe("last");
      client.leave("reset");
      await until("it has gone", () => started.server.activity().connections === 0);
      expect(entered).toBe(1);
    }
  });
});

describe("a handshake that comes to nothing", () => {
  it("for its extensions is refused, and the app's socket closes", async () => {
    const closed = Promise.withResolvers<number>();
    const sockets: ServedWebSocket[] = [];
    await using started = await start((_request, context) => {
      const { socket, response } = context.upgrade({ perMessageDeflate: true });
      sockets.push(socket);
      socket.onclose = ({ code }) => closed.resolve(code);
      return response;
    });
    using client = await Client.open(started.address);
    client.send(handshake("/", { "Sec-WebSocket-Extensions": ";;;" }));
    expect((await client.head()).status).toBe(400);
    expect(await within(closed.promise, "the socket closes")).toBe(1_006);
    await until("the connection ends", () => started.server.activity().connections === 0);
  });

  it("for its client reads no answer, cuts only that client", async () => {
    await using started = await start(
      () => new Response(new Blob(["x".repeat(8_000_000)]).stream()),
    );
    using client = await Client.open(started.address);
    client.socket.pause();
    client.send(handshake("/"));
    await until("the answer has begun", () => started.server.activity().inFlight === 1);
    client.leave("reset");
    await until("it has gone", () => started.server.activity().connections === 0);
    expect([started.server.activity().inFlight, started.errors]).toEqual([0, []]);
  });
});

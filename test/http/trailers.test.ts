import { once } from "node:events";
import { createServer, request as nodeRequest } from "node:http";
import { connect, createServer as createHttp2, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { bytes } from "../../src/core/index.ts";
import { fromNodeListener, type Handler, toNodeListener } from "../../src/http/index.ts";
import { Client, requestHead } from "../../src/laws/server/client.ts";
import type { ServerOptions } from "../../src/serve/engines/index.ts";
import { start } from "../serve/engines/node/started.ts";

const chunked = "Transfer-Encoding: chunked";
const report: Handler = async (request, { trailers }) => {
  await request.text();
  return Response.json([[...request.headers.keys()].toSorted(), [...trailers.received]]);
};

interface Sending {
  readonly lines?: readonly string[];
  readonly options?: Partial<ServerOptions>;
}

/** Sends a body with these lines behind it. */
async function send(
  handler: Handler,
  trailers: readonly string[],
  { lines = [], options = {} }: Sending = {},
): Promise<{ status: number; body: string; errors: readonly string[] }> {
  await using started = await start(handler, undefined, options);
  using client = await Client.open(started.address);
  const end = trailers.map((line) => `${line}\r\n`).join("");
  client.send(`${requestHead("POST", "/", [chunked, ...lines])}4\r\ntext\r\n0\r\n${end}\r\n`);
  const { head, body } = await client.answer();
  return { status: head.status, body, errors: started.errors };
}

/** Everything that a client is sent, as it is. */
async function raw(
  handler: Handler,
  { head = requestHead("GET", "/", ["TE: trailers", "Connection: close"]) } = {},
): Promise<{ text: string; errors: readonly string[] }> {
  await using started = await start(handler);
  using client = await Client.open(started.address);
  let text = "";
  client.socket.on("data", (data: Buffer) => (text += data.toString("latin1")));
  client.send(head);
  await client.closed();
  return { text, errors: started.errors };
}

const stream = (...texts: readonly string[]): ReadableStream<Uint8Array> =>
  ReadableStream.from(texts.map((text) => Buffer.from(text)));

const native = [true, false] as const;

describe("the trailers of a request", () => {
  it.each(native)(
    "are read behind its body, never among its headers (native: %s)",
    async (nativeResponse) => {
      const { body } = await send(report, ["X-Sum: 1", "x-sum: 2", "Server-Timing: db"], {
        options: { nativeResponse },
      });
      const fields = [
        ["server-timing", "db"],
        ["x-sum", "1, 2"],
      ];
      expect(JSON.parse(body)).toEqual([["host", "transfer-encoding"], fields]);
    },
  );

  it.each([
    "Host: evil.test",
    "Authorization: Basic eDp5",
    "Cookie: a=b",
    "X-Forwarded-For: 192.0.2.1",
    "Forwarded: for=192.0.2.1",
    "Content-Type: text/html",
    "Content-Encoding: gzip",
    "Trailer: x",
    "Connection: close",
    "Upgrade: websocket",
    "Range: bytes=0-1",
    "Sec-Fetch-Site: none",
    "Set-Cookie: a=b",
  ])("are ignored where they belong into a header: %s", async (line) => {
    const { body } = await send(report, [line, "X-Sum: 1"]);
    expect(JSON.parse(body)).toEqual([["host", "transfer-encoding"], [["x-sum", "1"]]]);
  });

  it.each(["Transfer-Encoding: gzip", "Content-Length: 0", "x y: z", "no field"])(
    "are a 400 where they would frame the message, or are none: %s",
    async (line) => {
      expect((await send(report, ["X-Sum: 1", line])).status).toBe(400);
    },
  );

  it("are an error before the body has been read, and empty where nothing can come", async () => {
    const early: Handler = (_request, { trailers }) => new Response(String([...trailers.received]));
    const { status, errors } = await send(early, ["X-Sum: 1"]);
    expect([status, errors.join()]).toEqual([500, expect.stringContaining("has not been read")]);
    await using started = await start(early);
    using client = await Client.open(started.address);
    for (const [method, line] of [
      ["GET", "X-A: b"],
      ["POST", "Content-Length: 0"],
    ] as const) {
      expect((await client.ask(method, "/", [line])).body).toBe("");
    }
  });

  it("belong to their request, also on one connection", async () => {
    await using started = await start(report);
    using client = await Client.open(started.address);
    const head = requestHead("POST", "/", [chunked]);
    client.send(`${head}0\r\nX-Sum: 1\r\n\r\n${head}0\r\n\r\n`);
    expect(JSON.parse((await client.answer()).body)[1]).toEqual([["x-sum", "1"]]);
    expect(JSON.parse((await client.answer()).body)[1]).toEqual([]);
  });

  it("are refused with 431 when there are more than a header may have", async () => {
    const options = { maxHeaders: 40 };
    const lines = Array.from({ length: 41 }, (_, index) => `X-${index}: 1`);
    expect(await send(report, lines, { options })).toMatchObject({ status: 431, errors: [] });
    const { status, body } = await send(report, lines.slice(1), { options });
    expect([status, JSON.parse(body)[1].length]).toEqual([200, 40]);
  });

  it("are refused with 431 when they are larger than a header may be", async () => {
    const options = { maxHeaderBytes: bytes(2_000) };
    const { status } = await send(report, [`X-Big: ${"x".repeat(2_100)}`], { options });
    expect(status).toBe(431);
  });

  it("reach a Node listener by Node's own names", async () => {
    const listener = fromNodeListener((incoming, outgoing) => {
      incoming.resume().on("end", () => outgoing.end(JSON.stringify(incoming.trailers)));
    });
    expect((await send(listener, ["X-Sum: 1"])).body).toBe('{"x-sum":"1"}');
  });
});

describe("the trailers of an answer", () => {
  const summed: Handler = (_request, { trailers }) => {
    let pieces = 0;
    trailers.set("X-Pieces", async () => String(pieces));
    trailers.set("x-fixed", "yes");
    trailers.set("x-absent", () => undefined);
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => {
        pieces += 1;
        controller.enqueue(piece);
      },
    });
    return new Response(stream("a", "b", "c").pipeThrough(counted), {
      headers: { "content-length": "3" },
    });
  };

  it("are announced, computed when the body has been sent, and stand behind the last chunk", async () => {
    const { text, errors } = await raw(summed);
    expect(text).toContain("\r\ntrailer: x-pieces, x-fixed, x-absent\r\n");
    expect(text.toLowerCase()).not.toContain("content-length");
    expect(text).toMatch(/\r\n0\r\nx-pieces: 3\r\nx-fixed: yes\r\n\r\n$/);
    expect(errors).toEqual([]);
  });

  it.each([
    ["a text", "text", /\r\n4\r\ntext\r\n0\r\nx-sum: 1\r\n\r\n$/],
    ["an empty text", "", /\r\n\r\n0\r\nx-sum: 1\r\n\r\n$/],
    ["nothing", null, /\r\n\r\n0\r\nx-sum: 1\r\n\r\n$/],
    ["bytes", Buffer.from("ab"), /\r\n2\r\nab\r\n0\r\nx-sum: 1\r\n\r\n$/],
  ])("make chunks of an answer that is whole: %s", async (_name, body, end) => {
    const { text } = await raw((_request, { trailers }) => {
      trailers.set("x-sum", "1");
      return new Response(body, { headers: { trailer: "x-forged" } });
    });
    expect(text).toMatch(end);
    expect(text).not.toContain("x-forged");
  });

  const te = "TE: trailers";
  it.each([
    ["does not ask for them", requestHead("GET", "/", ["Connection: close"]), 200],
    ["asks for other codings", requestHead("GET", "/", ["TE: gzip", "Connection: close"]), 200],
    ["speaks HTTP/1.0", `GET / HTTP/1.0\r\n${te}\r\n\r\n`, 200],
    ["asks for the head only", requestHead("HEAD", "/", [te, "Connection: close"]), 200],
    ["is told 204", requestHead("GET", "/", [te, "Connection: close"]), 204],
    ["is told 205", requestHead("GET", "/", [te, "Connection: close"]), 205],
    ["is told 304", requestHead("GET", "/", [te, "Connection: close"]), 304],
  ])("are not sent, nor computed, for a client that %s", async (_name, head, status) => {
    let computed = 0;
    const handler: Handler = (_request, { trailers }) => {
      trailers.set("x-sum", () => String((computed += 1)));
      return new Response(status === 200 ? "text" : null, { status });
    };
    const { text, errors } = await raw(handler, { head });
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).not.toMatch(/trailer|x-sum|transfer-encoding/i);
    expect([computed, errors]).toEqual([0, []]);
  });

  it.each(["TE: gzip, Trailers", "te: trailers"])(
    "are sent to a client that says %s",
    async (line) => {
      const { text } = await raw(summed, {
        head: requestHead("GET", "/", [line, "Connection: close"]),
      });
      expect(text).toContain("x-pieces: 3");
    },
  );

  it.each([
    ["Content-Length", "1"],
    ["Transfer-Encoding", "chunked"],
    ["Set-Cookie", "a=b"],
    ["x a", "1"],
    ["x:a", "1"],
    ["x\r\nSet-Cookie", "1"],
    ["", "1"],
    ["x-a", "1\r\nSet-Cookie: a=b"],
    ["x-a", "\u{20ac}"],
  ])("are refused as an error of the app: %j with the value %j", async (name, value) => {
    const { text, errors } = await raw((_request, { trailers }) => {
      trailers.set("x-good", "1");
      trailers.set(name, value);
      return new Response("never");
    });
    expect(text).toMatch(/^HTTP\/1.1 500 /);
    expect(text).not.toMatch(/x-good|Set-Cookie/i);
    expect(errors).toHaveLength(1);
  });

  it.each([
    ["throws", () => Promise.reject(new Error("no sum"))],
    ["begins another line", () => "1\r\nSet-Cookie: a=b"],
    ["no field can have", () => "a\u{1}b"],
  ])("whose value %s cut the answer off, whole or streamed", async (_name, value) => {
    for (const body of [() => "text", () => stream("a", "b")]) {
      const { text, errors } = await raw((_request, { trailers }) => {
        trailers.set("x-sum", value);
        return new Response(body());
      });
      expect(text).not.toMatch(/\r\n0\r\n|Set-Cookie/);
      expect(errors).toHaveLength(1);
    }
  });

  it("cannot be announced late, but an announced one can change", async () => {
    const late: unknown[] = [];
    const { text } = await raw((_request, { trailers }) => {
      trailers.set("x-sum", "early");
      async function* pieces(): AsyncGenerator<Uint8Array> {
        yield Buffer.from("a");
        await new Promise<void>((resolve) => void setImmediate(resolve));
        trailers.set("X-Sum", "late");
        try {
          trailers.set("x-new", "1");
        } catch (error) {
          late.push((error as { code?: string }).code);
        }
        yield Buffer.from("b");
      }
      return new Response(ReadableStream.from(pieces()));
    });
    expect(text).toMatch(/0\r\nx-sum: late\r\n\r\n$/);
    expect(late).toEqual(["TRAILER_TOO_LATE"]);
  });

  it("are forgotten when the handler fails, or its head is none", async () => {
    const failures: readonly (() => Response)[] = [
      () => {
        throw new Error("after set");
      },
      () => new Response("x", { headers: { "x-a": "a\u{1}b" } }),
      () => new Response(stream("x", "y"), { headers: { "x-a": "a\u{1}b" } }),
    ];
    for (const fail of failures) {
      const { text } = await raw((_request, { trailers }) => {
        trailers.set("x-sum", () => new Promise<string>(() => {}));
        return fail();
      });
      expect(text).toMatch(/^HTTP\/1.1 500 /);
      expect(text).not.toMatch(/trailer|x-sum/);
    }
  });
});

describe("trailers on somebody else's server", () => {
  const sum: Handler = async (request, { trailers }) => {
    const text = await request.text();
    trailers.set("x-sum", `${text}${trailers.received.get("x-in")}`);
    return new Response("whole");
  };

  it("work over node:http", async () => {
    const server = createServer(toNodeListener(sum)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const headers = { te: "trailers", trailer: "x-in" };
    const asked = nodeRequest({ port, host: "127.0.0.1", method: "POST", headers, agent: false });
    asked.write("text");
    asked.addTrailers({ "x-in": "1" });
    asked.end();
    const [answer] = await once(asked, "response");
    await once(answer.resume(), "end");
    expect(answer.trailers).toEqual({ "x-sum": "text1" });
    server.close();
  });

  it("work over node:http2", async () => {
    const server = (createHttp2(toNodeListener(sum) as never) as Http2Server).listen(
      0,
      "127.0.0.1",
    );
    await once(server, "listening");
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const asked = client.request({ ":method": "POST", te: "trailers" }, {
      endStream: false,
      waitForTrailers: true,
    } as never);
    asked.on("wantTrailers", () => asked.sendTrailers({ "x-in": "1" }));
    asked.end("text");
    const trailers = once(asked, "trailers");
    asked.resume();
    expect((await trailers)[0]).toMatchObject({ "x-sum": "text1" });
    client.close();
    server.close();
  });
});

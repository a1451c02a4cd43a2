import { randomBytes } from "node:crypto";
import http from "node:http";
import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import type { TcpAddress } from "../../../src/core/index.ts";
import { createAnswered, type Handler, installWebGlobals } from "../../../src/http/index.ts";
import { standsStill, until, within } from "../../../src/laws/deadline.ts";
import { createPipeline } from "../../../src/serve/pipeline/index.ts";
import { compress, type CompressOptions } from "../../../src/serve/static/index.ts";
import { start } from "../engines/node/started.ts";

const page = "<p>Hello, this is a line that compresses.</p>\n".repeat(100);
const html = { "content-type": "text/html; charset=utf-8" };
const decoders = {
  gzip: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
};

interface Asking {
  readonly accept?: string | undefined;
  readonly method?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly options?: CompressOptions;
}

async function ask(
  answer: () => Response | Promise<Response>,
  asking: Asking = {},
): Promise<Response> {
  const { accept = "gzip", method = "GET", fields = {}, options } = asking;
  const headers = { ...fields, ...(accept !== "" && { "accept-encoding": accept }) };
  const request = new Request("http://localhost/", { method, headers });
  return compress(() => answer(), options)(request, {} as never);
}

async function decoded(response: Response): Promise<string> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const coding = response.headers.get("content-encoding") as keyof typeof decoders | null;
  return (coding === null ? bytes : decoders[coding](bytes)).toString();
}

function atOnce(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(text));
      controller.close();
    },
  });
}

function streamOf(...parts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      for (const part of parts) {
        controller.enqueue(Buffer.from(part));
        await new Promise(setImmediate);
      }
      controller.close();
    },
  });
}

describe.each([
  ["native", () => () => {}],
  ["our", installWebGlobals],
])("answers made of the %s Response", (_kind, install) => {
  const scoped = <Value>(body: () => Promise<Value>): Promise<Value> => {
    const restore = install();
    return body().finally(restore);
  };

  it.each([
    ["gzip", "gzip"],
    ["br", "br"],
    ["zstd", "zstd"],
    ["gzip, deflate, br, zstd", "zstd"],
    ["gzip;q=1, br;q=0.5", "gzip"],
    ["br;q=0.9, gzip;q=0.8, *;q=0", "br"],
    ["x-gzip", "gzip"],
    ["zstd;q=0, br;q=0, gzip", "gzip"],
    ["gzip;q=0.5, identity", null],
    ["gzip;q=0", null],
    ["identity", null],
    ["deflate", null],
    ["", null],
    ["gzip;q=2", null],
  ])("[F12] are compressed as Accept-Encoding: %s wants: %s", (accept, coding) =>
    scoped(async () => {
      const response = await ask(() => new Response(page, { headers: html }), { accept });
      expect(response.headers.get("content-encoding")).toBe(coding);
      expect(response.headers.get("vary")).toBe("accept-encoding");
      expect(await decoded(response)).toBe(page);
    }),
  );

  const small = "small";
  const left: readonly (readonly [string, () => Response, Asking?])[] = [
    ["small bodies", () => new Response(small, { headers: html })],
    ["small streams", () => new Response(atOnce(small), { headers: html })],
    ["images", () => new Response(page, { headers: { "content-type": "image/png" } })],
    ["what has no type", () => new Response(Buffer.from(page))],
    [
      "ranges",
      () =>
        new Response(page, { status: 206, headers: { ...html, "content-range": "bytes 0-1/2" } }),
    ],
    ["what is coded", () => new Response(page, { headers: { ...html, "content-encoding": "br" } })],
    [
      "no-transform",
      () => new Response(page, { headers: { ...html, "cache-control": "public, No-Transform" } }),
    ],
    [
      "what has a checksum",
      () => new Response(page, { headers: { ...html, "content-digest": "sha-256=:a:" } }),
    ],
    ["204", () => new Response(null, { status: 204 })],
    ["what has no body", () => new Response(null, { headers: html }), { method: "HEAD" }],
  ];
  it.each(left.map(([name, make, asking]) => ({ name, make, asking })))(
    "[F12] are left alone: $name",
    ({ make, asking = {} }) =>
      scoped(async () => {
        const before = make();
        const response = await ask(make, asking);
        expect(response.headers.get("content-encoding")).toBe(
          before.headers.get("content-encoding"),
        );
        expect(await response.text()).toBe(await before.text());
      }),
  );

  it("[F12] do not become longer", () =>
    scoped(async () => {
      const noise = randomBytes(2_000);
      const headers = { "content-type": "application/json" };
      const response = await ask(() => new Response(noise, { headers }));
      expect(response.headers.get("content-encoding")).toBeNull();
      expect(response.headers.get("vary")).toBe("accept-encoding");
      expect(Buffer.from(await response.arrayBuffer()).equals(noise)).toBe(true);
    }));

  it("[F12] keep their status, their fields and their cookies; the tag becomes weak", () =>
    scoped(async () => {
      const headers = new Headers({
        ...html,
        etag: '"one"',
        vary: "cookie",
        "accept-ranges": "bytes",
      });
      headers.append("set-cookie", "a=1");
      headers.append("set-cookie", "b=2");
      headers.set("content-length", String(page.length));
      const response = await ask(() => new Response(page, { status: 404, headers }));
      expect(response.status).toBe(404);
      expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      expect(response.headers.get("etag")).toBe('W/"one"');
      expect(response.headers.get("vary")).toBe("cookie, accept-encoding");
      expect(response.headers.get("accept-ranges")).toBeNull();
      expect(await decoded(response)).toBe(page);
    }));

  it("[F12] do not name a field in Vary twice, and leave * as it is", () =>
    scoped(async () => {
      for (const vary of ["Accept-Encoding", "cookie, accept-encoding", "*"]) {
        const headers = { ...html, vary };
        expect((await ask(() => new Response(page, { headers }))).headers.get("vary")).toBe(vary);
      }
    }));

  it("[F12] HEAD says what GET says, but for the length", () =>
    scoped(async () => {
      const make = (): Response => new Response(page, { headers: { ...html, etag: '"a"' } });
      const [get, head] = [await ask(make), await ask(make, { method: "HEAD" })];
      const fields = (response: Response): unknown =>
        [...response.headers].filter(([name]) => name !== "content-length");
      expect(fields(head)).toEqual(fields(get));
      expect(await head.text()).toBe("");
    }));

  it("[F12] a 304 names the tag of the copy that the client has", () =>
    scoped(async () => {
      const make = (): Response => new Response(null, { status: 304, headers: { etag: '"a"' } });
      const weak = await ask(make, { fields: { "if-none-match": 'W/"a"' } });
      expect([weak.headers.get("etag"), weak.headers.get("vary")]).toEqual([
        'W/"a"',
        "accept-encoding",
      ]);
      const strong = await ask(make, { fields: { "if-none-match": '"a"' } });
      expect(strong.headers.get("etag")).toBe('"a"');
    }));

  it.each(["gzip", "br", "zstd"] as const)("[F12] streams are compressed whole: %s", (accept) =>
    scoped(async () => {
      const parts = Array.from({ length: 50 }, (_, index) => `line ${index}: ${page}`);
      const response = await ask(() => new Response(streamOf(...parts), { headers: html }), {
        accept,
      });
      expect(response.headers.get("content-encoding")).toBe(accept);
      expect(await decoded(response)).toBe(parts.join(""));
    }),
  );

  it("[F12] a stream that fails fails compressed, too, and empty ones are nothing", () =>
    scoped(async () => {
      const failing = new ReadableStream({
        async pull(controller) {
          await new Promise(setImmediate);
          controller.error(new Error("broken"));
        },
      });
      const response = await ask(() => new Response(failing, { headers: html }));
      await expect(response.text()).rejects.toThrow("broken");
      const empty = await ask(() => new Response(streamOf(), { headers: html }));
      expect(await decoded(empty)).toBe("");
    }));

  it("[F12] answers whose headers cannot be changed are copied", () =>
    scoped(async () => {
      const frozen = Response.redirect("http://localhost/");
      expect(await ask(() => frozen)).toBe(frozen);
    }));

  it("[F12] types, codings and the smallest size are the app's to choose", () =>
    scoped(async () => {
      const options = { minSize: 1, codings: ["gzip"] as const, isCompressible: () => true };
      const headers = { "content-type": "application/x-own" };
      const make = (): Response => new Response("a".repeat(100), { headers });
      const response = await ask(make, { accept: "gzip, br, zstd", options });
      expect(response.headers.get("content-encoding")).toBe("gzip");
    }));
});

it("[F12] what stands for another's answer is handed on as it is", async () => {
  const answered = createAnswered(200);
  expect(await ask(() => answered)).toBe(answered);
});

async function serve(handler: Handler): Promise<AsyncDisposable & { readonly port: number }> {
  const started = await start(createPipeline(handler, { onError: () => {}, compress: true }));
  return Object.assign(started, { port: (started.address as TcpAddress).port });
}

function get(port: number, accept: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { port, agent: false, headers: { "accept-encoding": accept } };
    http.get(options, resolve).on("error", reject);
  });
}

const events = { "content-type": "text/event-stream" };

describe("[F12] streams on the wire", () => {
  it.each([
    ["gzip", () => zlib.createGunzip()],
    ["br", () => zlib.createBrotliDecompress()],
    ["zstd", () => zlib.createZstdDecompress()],
  ] as const)(
    "each event is heard before the next one is made: %s",
    async (accept, createDecoder) => {
      let tell = (_event: string): void => {};
      const body = new ReadableStream({
        start: (controller) =>
          void (tell = (event) => controller.enqueue(Buffer.from(`data: ${event}\n\n`))),
      });
      await using served = await serve(() => new Response(body, { headers: events }));
      const asking = get(served.port, accept);
      tell("0");
      const incoming = await asking;
      expect(incoming.headers["content-encoding"]).toBe(accept);
      let heard = "";
      const decoder = incoming.pipe(createDecoder());
      decoder.on("data", (chunk: Buffer) => (heard += chunk.toString())).on("error", () => {});
      for (let event = 0; event < 20; event += 1) {
        await until(`event ${event} is heard`, () => heard.includes(`data: ${event}\n\n`));
        tell(String(event + 1));
      }
      incoming.destroy();
    },
  );

  it("event streams prefer gzip, which needs the least memory", async () => {
    const make = (): Response =>
      new Response(streamOf("data: a\n\n", "data: b\n\n"), { headers: events });
    const response = await ask(make, { accept: "gzip, br, zstd" });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(await decoded(response)).toBe("data: a\n\ndata: b\n\n");
  });

  it("a client that leaves ends the app's stream", async () => {
    let cancelled = false;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from("data: first\n\n")),
      cancel: () => void (cancelled = true),
    });
    await using served = await serve(() => new Response(body, { headers: events }));
    const incoming = await get(served.port, "gzip");
    incoming.on("error", () => {});
    await within(new Promise((resolve) => incoming.once("data", resolve)), "the first event");
    incoming.destroy();
    await until("the stream is cancelled", () => cancelled);
  });

  it("a client that does not read stops the app's stream", async () => {
    let made = 0;
    const body = new ReadableStream(
      {
        async pull(controller) {
          await new Promise(setImmediate);
          made += 1;
          controller.enqueue(randomBytes(64 * 1_024));
        },
      },
      { highWaterMark: 0 },
    );
    await using served = await serve(() => new Response(body, { headers: html }));
    const incoming = await get(served.port, "gzip");
    incoming.on("error", () => {}).pause();
    await standsStill("the app waits", () => made, Infinity);
    const before = made;
    incoming.resume();
    await until("the app goes on", () => made > before + 10);
    incoming.destroy();
  });
});

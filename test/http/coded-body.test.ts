import { randomBytes } from "node:crypto";
import * as zlib from "node:zlib";
import express from "express";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, kilobytes, megabytes } from "../../src/core/index.ts";
import { fromNodeListener, type Handler } from "../../src/http/index.ts";
import { until } from "../../src/laws/deadline.ts";
import { chunk, Client, lastChunk, requestHead } from "../../src/laws/server/client.ts";
import type { ServerOptions } from "../../src/serve/engines/index.ts";
import { FakeClock } from "../serve/engines/node/fake-clock.ts";
import { type Started, start } from "../serve/engines/node/started.ts";

const encoders: Readonly<Record<string, (content: Uint8Array) => Buffer>> = {
  gzip: zlib.gzipSync,
  "x-gzip": zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
};
const codings = ["gzip", "deflate", "br", "zstd"] as const;
const encode = (coding: string, content: Uint8Array): Buffer => {
  let coded = Buffer.from(content);
  for (const each of coding.split(/, */)) coded = Buffer.from(encoders[each]?.(coded) ?? []);
  return coded;
};

/** A frame of one byte that wants so much memory (RFC 8878 §3.1.1). */
const zstdFrame = (windowLog: number): Buffer =>
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3, 9, 0, 0, 0x61]);

const report: Handler = async (request) => {
  const fields = ["content-encoding", "content-length", "content-type"];
  const headers = fields.map((name) => request.headers.get(name));
  return Response.json({ headers, text: await request.text() });
};

function serve(handler: Handler, options: Partial<ServerOptions> = {}): Promise<Started> {
  return start(handler, undefined, { decompressRequests: true, ...options });
}

interface Coded {
  readonly coding: string;
  readonly content: Uint8Array;
  readonly isChunked?: boolean;
  readonly pieces?: number;
}

/** Sends a coded body and receives the answer. */
async function post(
  started: Started,
  { coding, content, isChunked, pieces = 1 }: Coded,
): ReturnType<Client["answer"]> {
  using client = await Client.open(started.address);
  const framing =
    isChunked === true ? "Transfer-Encoding: chunked" : `Content-Length: ${content.byteLength}`;
  const type = "Content-Type: text/plain";
  client.send(requestHead("POST", "/", [`Content-Encoding: ${coding}`, framing, type]));
  const size = Math.max(1, Math.ceil(content.byteLength / pieces));
  for (let at = 0; at < content.byteLength; at += size) {
    const piece = content.subarray(at, at + size);
    client.send(isChunked === true ? chunk(piece) : piece);
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  if (isChunked === true) client.send(lastChunk);
  return await client.answer("POST");
}

describe("a coded body", () => {
  const text = "déjà vu ".repeat(3_000);

  it.each([...codings, "x-gzip", "GZIP", "gzip, br", "zstd,gzip", "identity, gzip"])(
    "[A17] in %s is read as what it becomes, without its coding and its length",
    async (coding) => {
      const content = encode(coding.toLowerCase().replace("identity, ", ""), Buffer.from(text));
      for (const nativeResponse of [true, false]) {
        await using started = await serve(report, { nativeResponse });
        for (const isChunked of [true, false]) {
          const { body } = await post(started, { coding, content, isChunked, pieces: 7 });
          expect(JSON.parse(body)).toEqual({ headers: [null, null, "text/plain"], text });
        }
        expect(started.errors).toEqual([]);
      }
    },
  );

  it("arrives whole, however it is cut and whatever is in it", async () => {
    const echo: Handler = (request) => new Response(request.body);
    await using started = await serve(echo);
    const cases = fc.record({
      coding: fc.constantFrom(...codings),
      size: fc.constantFrom(0, 1, 100, 70_000, 300_000),
      isRandom: fc.boolean(),
      pieces: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ coding, size, isRandom, pieces }) => {
        using client = await Client.open(started.address);
        const content = isRandom ? randomBytes(size) : Buffer.alloc(size, "ab");
        const coded = encode(coding, content);
        const lines = [`Content-Encoding: ${coding}`, `Content-Length: ${coded.byteLength}`];
        client.send(requestHead("POST", "/", lines));
        const step = Math.ceil(coded.byteLength / pieces);
        for (let at = 0; at < coded.byteLength; at += step)
          client.send(coded.subarray(at, at + step));
        const parts: Buffer[] = [];
        for await (const part of client.parts(await client.head(), "POST")) parts.push(part);
        expect(Buffer.concat(parts).equals(content)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("in zstd may ask for as much memory as RFC 9659 allows", async () => {
    await using started = await serve(report);
    const { body } = await post(started, { coding: "zstd", content: zstdFrame(23) });
    expect(JSON.parse(body).text).toBe("a");
  });

  it("that is empty is empty, and one in no coding is left alone", async () => {
    await using started = await serve(report);
    const nothing = new Uint8Array();
    for (const isChunked of [true, false]) {
      const { body } = await post(started, { coding: "gzip", content: nothing, isChunked });
      expect(JSON.parse(body).text).toBe("");
    }
    const { body } = await post(started, { coding: "identity", content: Buffer.from("plain") });
    expect(JSON.parse(body)).toEqual({ headers: ["identity", "5", "text/plain"], text: "plain" });
  });

  it("is left alone unless the option is given", async () => {
    const content = zlib.gzipSync("text");
    await using started = await start(async (request) =>
      Response.json([request.headers.get("content-encoding"), (await request.bytes()).byteLength]),
    );
    expect(JSON.parse((await post(started, { coding: "gzip", content })).body)).toEqual([
      "gzip",
      content.byteLength,
    ]);
  });

  it("is left alone for a Node listener, which decodes it as it always did", async () => {
    const app = express()
      .use(express.text({ type: () => true }))
      .post("/", (request, response) => void response.send(`express: ${request.body}`));
    await using started = await serve(fromNodeListener(app));
    const content = zlib.gzipSync("text");
    expect((await post(started, { coding: "gzip", content })).body).toBe("express: text");
    const exotic = await post(started, { coding: "exotic", content });
    expect([exotic.head.status, started.server.activity().refused]).toEqual([415, 0]); // Express's own
  });
});

describe("a body that cannot be decoded", () => {
  const good = zlib.gzipSync("x".repeat(5_000)) as Buffer;
  const flipped = Buffer.from(good);
  flipped[good.length - 6] = (flipped[good.length - 6] ?? 0) ^ 1; // in the checksum

  it.each([
    ...codings.map(
      (coding) => [`${coding} that is none`, coding, Buffer.from("no such thing")] as const,
    ),
    ...codings.map(
      (coding) =>
        [`half of a ${coding}`, coding, encode(coding, randomBytes(900)).subarray(0, 450)] as const,
    ),
    ...codings.map(
      (coding) =>
        [
          `something behind a ${coding}`,
          coding,
          Buffer.concat([encode(coding, Buffer.from("a")), Buffer.from("GET / HTTP/1.1\r\n\r\n")]),
        ] as const,
    ),
    ["a wrong checksum", "gzip", flipped] as const,
    ["the outer coding only", "gzip, br", zlib.brotliCompressSync("text")] as const,
    ["zstd that wants 128 MB of memory", "zstd", zstdFrame(27)] as const,
  ])("is a 400 to whoever reads it, and no error of ours: %s", async (_name, coding, content) => {
    await using started = await serve(report);
    for (const isChunked of [true, false]) {
      const { head } = await post(started, { coding, content, isChunked, pieces: 2 });
      expect([head.status, ...head.values("connection")]).toEqual([400, "close"]);
    }
    await until("nothing is open", () => started.server.activity().connections === 0);
    expect(started.errors).toEqual([]);
  });

  it("does no harm to an app that does not read it, and tells one that catches", async () => {
    const caught: Handler = async (request) =>
      new Response(
        String(
          await request
            .text()
            .catch((error: { code: string; status: number }) => [error.code, error.status]),
        ),
      );
    await using reading = await serve(caught);
    const { body } = await post(reading, { coding: "br", content: Buffer.from("no such thing") });
    expect(body).toBe("BODY_CORRUPT,400");
    await using ignoring = await serve(() => new Response("fine"));
    using client = await Client.open(ignoring.address);
    client.send(`${requestHead("POST", "/", ["Content-Encoding: br", "Content-Length: 4"])}text`);
    expect((await client.answer()).body).toBe("fine");
    expect((await client.ask("GET", "/")).body).toBe("fine");
    expect(ignoring.server.activity().refused).toBe(0);
  });

  it.each(["exotic", "gzip, exotic", "gzip, gzip, gzip", "g zip", "constructor", "gzip;q=1"])(
    "is a 415 that names what is known, before anybody is asked for it: %s",
    async (coding) => {
      await using started = await serve(report);
      using client = await Client.open(started.address);
      const lines = [`Content-Encoding: ${coding}`, "Content-Length: 9", "Expect: 100-continue"];
      const { head } = await client.ask("POST", "/", lines);
      expect([head.status, ...head.values("accept-encoding")]).toEqual([
        415,
        "gzip, deflate, br, zstd",
      ]);
      await client.ended();
      expect([started.server.activity().refused, started.errors]).toEqual([1, []]);
    },
  );

  it("keeps its coding and length in the header", async () => {
    await using started = await serve(({ headers }) =>
      Response.json([headers.get("content-encoding"), headers.get("content-length")]),
    );
    const { body } = await post(started, { coding: "exotic", content: Buffer.from("four") });
    expect(JSON.parse(body)).toEqual(["exotic", "4"]);
  });
});

describe("a bomb", () => {
  it.each([...codings, "gzip, gzip"])("[A17] in %s is a 413 at the limit", async (coding) => {
    const options = { maxBody: kilobytes(100) };
    await using started = await serve(report, options);
    const at = encode(coding, Buffer.alloc(options.maxBody, "x"));
    expect((await post(started, { coding, content: at })).head.status).toBe(200);
    for (const size of [options.maxBody + 1, megabytes(64)]) {
      const content = encode(coding, Buffer.alloc(size, "x"));
      for (const isChunked of [true, false]) {
        const { head } = await post(started, { coding, content, isChunked });
        expect([head.status, ...head.values("connection")]).toEqual([413, "close"]);
      }
    }
    expect([started.server.activity().refused, started.errors]).toEqual([4, []]);
  });

  it("is a 413 also where it becomes small again", async () => {
    const inner = zlib.gzipSync(Buffer.alloc(1_000)); // what is decoded last becomes 1,000 bytes
    const members = Buffer.concat([
      inner,
      ...Array.from({ length: 40_000 }, () => zlib.gzipSync("")),
    ]);
    await using started = await serve(report, { maxBody: kilobytes(100) });
    const content = zlib.gzipSync(members);
    expect(content.byteLength).toBeLessThan(kilobytes(100));
    expect((await post(started, { coding: "gzip, gzip", content })).head.status).toBe(413);
  });

  it("takes no more memory than what is read of it", async () => {
    const made = { size: 0 };
    const gate = Promise.withResolvers<void>();
    const handler: Handler = async (request) => {
      const reader = request.body?.getReader();
      made.size += (await reader?.read())?.value?.byteLength ?? 0;
      await gate.promise;
      for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
        made.size += next.value.byteLength;
      }
      return new Response(String(made.size));
    };
    const size = megabytes(192);
    const content = zlib.gzipSync(Buffer.alloc(size));
    await using started = await serve(handler, { maxBody: bytes(0) });
    const before = process.memoryUsage().rss;
    const answer = post(started, { coding: "gzip", content });
    await until("the first piece is read", () => made.size > 0);
    for (let look = 0; look < 20; look += 1)
      await new Promise((resolve) => void setImmediate(resolve));
    expect(made.size).toBeLessThan(megabytes(1));
    expect(process.memoryUsage().rss - before).toBeLessThan(megabytes(96));
    gate.resolve();
    expect((await answer).body).toBe(String(size));
  });
});

it("a coded body that is too large as it comes is refused, and counted, once", async () => {
  await using started = await serve(report, { maxBody: bytes(1_000) });
  using client = await Client.open(started.address);
  const head = requestHead("POST", "/", ["Content-Encoding: gzip", "Transfer-Encoding: chunked"]);
  const coded = zlib.gzipSync(randomBytes(5_000));
  client.send(Buffer.concat([Buffer.from(head), chunk(coded.subarray(0, 500))]));
  await until("it is read", () => started.server.activity().inFlight === 1);
  client.send(Buffer.concat([chunk(coded.subarray(500)), Buffer.from(lastChunk)]));
  expect((await client.answer("POST")).head.status).toBe(413);
  await client.ended();
  expect([started.server.activity().refused, started.errors]).toEqual([1, []]);
});

describe("a coded body that is not read to its end", () => {
  const content = zlib.gzipSync(randomBytes(400_000));
  const head = requestHead("POST", "/", [
    "Content-Encoding: gzip",
    `Content-Length: ${content.byteLength}`,
  ]);

  it("holds its client back, and takes nothing before it is read", async () => {
    const gate = Promise.withResolvers<void>();
    await using started = await serve(async (request) => {
      void request.body;
      await gate.promise;
      return new Response(String((await request.bytes()).byteLength));
    });
    using client = await Client.open(started.address);
    client.send(head.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
    await until("it is heard", () => started.server.activity().inFlight === 1);
    gate.resolve();
    expect((await client.head()).status).toBe(100);
    client.send(content);
    expect((await client.answer()).body).toBe("400000");
  });

  it("[A17] is a 408 when it comes too slowly, and not while the app lets it wait", async () => {
    const clock = new FakeClock();
    const gate = Promise.withResolvers<void>();
    let reads = 0;
    const handler: Handler = async (request) => {
      const reader = request.body?.getReader();
      await reader?.read();
      reads += 1;
      await gate.promise;
      for (let next = await reader?.read(); next?.done === false; next = await reader?.read())
        reads += 1;
      return new Response("whole");
    };
    await using started = await serve(handler, { clock, minBodyRate: bytes(250) });
    using client = await Client.open(started.address);
    client.send(head);
    client.send(content.subarray(0, 50_000));
    await until("the first piece is read", () => reads === 1);
    for (let second = 0; second < 90; second += 1) clock.advance(1_000);
    expect([client.isOver, started.server.activity().refused]).toEqual([false, 0]);
    gate.resolve();
    await until("it is refused", () => {
      clock.advance(1_000);
      return started.server.activity().refused === 1;
    });
    expect((await client.answer()).head.status).toBe(408);
    expect(started.errors).toEqual([]);
  });

  it("can be cancelled, also while a piece is waited for", async () => {
    await using started = await serve(async (request) => {
      const reader = request.body?.getReader();
      await reader?.read();
      const pending = reader?.read();
      await reader?.cancel();
      return new Response(String((await pending)?.done));
    });
    using client = await Client.open(started.address);
    client.send(head);
    client.send(content.subarray(0, 100_000));
    expect((await client.answer()).body).toBe("true");
    client.send(content.subarray(100_000));
    client.send(requestHead("GET", "/"));
    expect((await client.answer()).head.status).toBe(200);
    expect(started.errors).toEqual([]);
  });

  it("is read on after the answer by whoever had begun", async () => {
    const seen = Promise.withResolvers<string>();
    await using started = await serve((request, context) => {
      context.waitUntil(
        request.bytes().then(({ byteLength }) => seen.resolve(String(byteLength)), seen.reject),
      );
      return new Response("early");
    });
    using client = await Client.open(started.address);
    client.send(head);
    client.send(content.subarray(0, 200_000));
    expect((await client.answer()).body).toBe("early");
    client.send(content.subarray(200_000));
    expect(await seen.promise).toBe("400000");
  });

  it("rejects when its client leaves in the middle", async () => {
    const seen = Promise.withResolvers<unknown>();
    await using started = await serve((request) =>
      request.text().then(() => new Response(), seen.resolve as never),
    );
    const client = await Client.open(started.address);
    client.send(head);
    client.send(content.subarray(0, 200_000));
    await until("it is heard", () => started.server.activity().inFlight === 1);
    client.leave("reset");
    expect(String(await seen.promise)).toContain("AbortError");
  });
});

import { randomBytes } from "node:crypto";
import * as zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/http/decoder.ts";
import { within } from "../../src/laws/deadline.ts";

const encoders = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
} as const;
const coding = fc.constantFrom(...(Object.keys(encoders) as (keyof typeof encoders)[]));
const content = Buffer.concat([randomBytes(3_000), Buffer.alloc(40_000, "abc")]);

async function* cut(
  bytes: Uint8Array,
  size: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let at = 0; at < bytes.byteLength; at += size)
    yield new Uint8Array(bytes.slice(at, at + size));
}

/** The decoded bytes, or the code of the error. */
async function outcome(name: string, bytes: Uint8Array, size: number): Promise<Buffer | string> {
  const read = async (): Promise<Buffer | string> => {
    const parts: Uint8Array[] = [];
    try {
      for await (const part of decode(cut(bytes, size), name)) parts.push(part);
      return Buffer.concat(parts);
    } catch (error) {
      return String((error as { code?: unknown }).code);
    }
  };
  return within(read(), "the decoder comes to an end");
}

const size = fc.integer({ min: 1, max: 5_000 });

describe("a decoder", () => {
  it("gives back what was coded, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(coding, size, async (name, step) => {
        expect(await outcome(name, encoders[name](content), step)).toEqual(content);
      }),
      { numRuns: 60 },
    );
  });

  it("rejects what ends too early, or goes on", async () => {
    const changes = fc.record({
      name: coding,
      size,
      cutOff: fc.integer({ min: 1, max: 400 }),
      tail: fc.uint8Array({ minLength: 1, maxLength: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ name, size: step, cutOff, tail }) => {
        const coded = encoders[name](content);
        const short = coded.subarray(0, coded.byteLength - Math.min(cutOff, coded.byteLength - 1));
        expect(await outcome(name, short, step)).toBe("BODY_CORRUPT");
        expect(await outcome(name, Buffer.concat([coded, tail]), step)).toBe("BODY_CORRUPT");
      }),
      { numRuns: 60 },
    );
  });

  it("comes to an end whatever it is given, with bytes or a refusal", async () => {
    const flips = fc.array(fc.nat(), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(coding, size, flips, async (name, step, places) => {
        const coded = Buffer.from(encoders[name](content));
        for (const place of places) {
          const at = place % coded.byteLength;
          coded[at] = (coded[at] ?? 0) ^ (1 << (place % 8));
        }
        const seen = await outcome(name, coded, step);
        expect(typeof seen === "string" ? seen : "BODY_CORRUPT").toBe("BODY_CORRUPT");
        const noise = await outcome(name, randomBytes(500), step);
        expect(typeof noise === "string" ? noise : "BODY_CORRUPT").toBe("BODY_CORRUPT");
      }),
      { numRuns: 100 },
    );
  });

  it("passes on the error of its source as it is, and is stopped with its reader", async () => {
    async function* failing(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
      yield new Uint8Array(zlib.gzipSync(content).subarray(0, 2_000));
      throw new RangeError("the source");
    }
    const read = async (): Promise<void> => {
      for await (const part of decode(failing(), "gzip"))
        expect(part.byteLength).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toThrow(RangeError);
    let isClosed = false;
    async function* endless(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
      try {
        for (;;) yield new Uint8Array(zlib.gzipSync(content));
      } finally {
        isClosed = true;
      }
    }
    for await (const part of decode(endless(), "gzip")) if (part.byteLength > 0) break;
    expect(isClosed).toBe(true);
  });
});

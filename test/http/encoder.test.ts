import { createHook } from "node:async_hooks";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { type ChunkSource, type EncoderName, encodeStream } from "../../src/http/encoder.ts";
import { within } from "../../src/laws/deadline.ts";

const decoders = { gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync };
const codings = Object.keys(decoders) as EncoderName[];

/** Gives these chunks, then waits for ever, unless it is to end. */
function sourceOf(
  chunks: readonly Uint8Array[],
  isEnding: boolean,
): ChunkSource & { reason: unknown } {
  const waiting = chunks.values();
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const source = {
    reason: undefined as unknown,
    read: async () => {
      const { value, done } = waiting.next();
      if (done !== true) return { done: false as const, value };
      if (!isEnding) await ended;
      return { done: true as const, value: undefined };
    },
    cancel: async (reason?: unknown) => {
      source.reason = reason;
      end();
    },
  };
  return source;
}

it("a stream of any chunks is the same after decoding", async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.constantFrom(...codings), async (parts, coding) => {
      const stream = encodeStream(sourceOf(parts, true), coding);
      const encoded = Buffer.from(await new Response(stream).arrayBuffer());
      expect(decoders[coding](encoded).equals(Buffer.concat(parts))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

/** Whether each encoder that node:zlib makes from now on is destroyed by the time of the call. */
function watchEncoders(): () => readonly boolean[] {
  const handles: object[] = [];
  const owners = new Map<object, { readonly destroyed: boolean }>();
  const init = (_id: number, type: string, _trigger: number, handle: object): void =>
    void (type === "ZLIB" && handles.push(handle));
  const hook = createHook({ init }).enable();
  onTestFinished(() => void hook.disable());
  return () =>
    handles.map((handle) => {
      const symbols = Object.getOwnPropertySymbols(handle);
      const symbol = symbols.find(({ description }) => description === "owner_symbol");
      const owner = owners.get(handle) ?? Reflect.get(handle, symbol ?? "");
      if (owner === null || owner === undefined) return true; // the handle is closed
      owners.set(handle, owner);
      return owner.destroyed;
    });
}

it.each(codings)(
  "cancelling reaches the source with its reason, and ends the encoder: %s",
  async (coding) => {
    const encoders = watchEncoders();
    const source = sourceOf([Buffer.alloc(2_000, "text ")], false);
    const reader = encodeStream(source, coding).getReader();
    expect((await reader.read()).done).toBe(false);
    expect(encoders()).toEqual([false]);
    const reason = new Error("gone");
    await within(reader.cancel(reason), "the stream is cancelled");
    expect(source.reason).toBe(reason);
    expect(encoders()).toEqual([true]);
  },
);

it("a source that fails ends the encoder, too", async () => {
  const encoders = watchEncoders();
  let reads = 0;
  const read = async (): ReturnType<ChunkSource["read"]> => {
    if (reads > 0) throw new Error("broken");
    reads += 1;
    return { done: false, value: Buffer.from("text") };
  };
  const stream = encodeStream({ read, cancel: async () => {} }, "gzip");
  await expect(new Response(stream).text()).rejects.toThrow("broken");
  expect(encoders()).toEqual([true]);
});

it("a stream that is cancelled before anybody read needs no encoder", async () => {
  const source = sourceOf([Buffer.from("a")], false);
  await encodeStream(source, "gzip").cancel("early");
  expect(source.reason).toBe("early");
});

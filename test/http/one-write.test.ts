import { channel } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Handler } from "../../src/http/index.ts";
import { Client } from "../../src/laws/server/client.ts";
import { start } from "../serve/engines/node/started.ts";

/** How often a server has handed bytes to the system. */
let writes = 0;

type Written = Socket & { [name: string]: unknown };

/** Every write of a socket's stream is one of the system's. */
function count(message: unknown): void {
  const { socket } = message as { socket: Written };
  for (const name of ["_write", "_writev"]) {
    const write = socket[name] as (...args: unknown[]) => unknown;
    socket[name] = (...args: unknown[]) => {
      writes += 1;
      return write.apply(socket, args);
    };
  }
}

const started = channel("http.server.request.start");
beforeAll(() => started.subscribe(count));
afterAll(() => void started.unsubscribe(count));
beforeEach(() => (writes = 0));

const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`x-${index}`, "value"]));

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    yield Buffer.from(text);
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}

const answers: readonly (readonly [string, number, Handler])[] = [
  ["a text", 1, () => new Response("hello")],
  ["a text beyond Latin-1", 1, () => new Response("hello \u{20ac}")],
  ["bytes", 1, () => new Response(Buffer.alloc(1_000))],
  ["JSON with twelve fields", 1, () => Response.json({ a: 1 }, { headers: many })],
  ["nothing", 1, () => new Response(null, { status: 204 })],
  ["a stream of one piece", 1, () => new Response(ReadableStream.from([Buffer.from("one")]))],
  ["a text that came late", 1, () => Promise.resolve(new Response("late"))],
  ["an error", 1, () => Promise.reject(new Error("planted"))],
  ["a stream of several pieces", 4, () => new Response(ReadableStream.from(pieces("a", "b", "c")))],
];

describe("the writes of an answer", () => {
  it.each(answers)("of %s are at most %i", async (_name, most, handler) => {
    for (const nativeResponse of [true, false]) {
      writes = 0;
      await using server = await start(handler, undefined, { nativeResponse });
      using client = await Client.open(server.address);
      await client.ask("GET", "/");
      expect(writes).toBeGreaterThan(0);
      expect(writes).toBeLessThanOrEqual(most);
      if (most > 1) expect(writes).toBeGreaterThan(1); // so the count counts
    }
  });
});

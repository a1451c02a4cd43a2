import { fstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileBody, prepareAnswer } from "../../src/http/index.ts";
import { until } from "../../src/laws/deadline.ts";
import { Client } from "../../src/laws/server/client.ts";
import { start } from "../serve/engines/node/started.ts";

const size = 300_000;

function open(): { readonly fd: number; readonly content: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "landfall-body-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const content = Buffer.from(Array.from({ length: size }, (_item, index) => index % 251));
  writeFileSync(join(folder, "file"), content);
  return { fd: openSync(join(folder, "file"), "r"), content };
}

function isClosed(fd: number): boolean {
  try {
    fstatSync(fd);
    return false;
  } catch {
    return true;
  }
}

async function readAll(body: FileBody): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (let chunk = await body.read(); !chunk.done; chunk = await body.read())
    parts.push(chunk.value);
  return Buffer.concat(parts);
}

describe("a body from a file", () => {
  it("is its pieces one after the other, and closes the file behind the last", async () => {
    const { fd, content } = open();
    const pieces = [
      Buffer.from("<"),
      { start: 5, end: 200_000 },
      Buffer.from("|"),
      { start: 0, end: 3 },
    ];
    const body = new FileBody({ fd, name: "file", pieces });
    const expected = [
      Buffer.from("<"),
      content.subarray(5, 200_000),
      Buffer.from("|"),
      content.subarray(0, 3),
    ];
    expect(body.length).toBe(Buffer.concat(expected).byteLength);
    expect((await readAll(body)).equals(Buffer.concat(expected))).toBe(true);
    await until("the file is closed", () => isClosed(fd));
  });

  it("is the same as a stream, and closes the file when that is cancelled", async () => {
    const whole = open();
    const body = new FileBody({ ...whole, name: "file", pieces: [{ start: 0, end: size }] });
    const bytes = await new Response(body.stream()).bytes();
    expect(whole.content.equals(bytes)).toBe(true);
    const half = open();
    const stream = new FileBody({
      ...half,
      name: "file",
      pieces: [{ start: 0, end: size }],
    }).stream();
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    await until("the file is closed", () => isClosed(half.fd));
  });

  it("is closed when it is cancelled while it is read, but not before", async () => {
    const { fd } = open();
    const body = new FileBody({ fd, name: "file", pieces: [{ start: 0, end: size }] });
    const reading = body.read();
    await body.cancel();
    expect(isClosed(fd)).toBe(false);
    await reading;
    await until("the file is closed", () => isClosed(fd));
    expect(await body.read()).toMatchObject({ done: true });
  });

  it("fails where the file is shorter than it should be, and closes it", async () => {
    const { fd } = open();
    const body = new FileBody({ fd, name: "file", pieces: [{ start: 0, end: size + 1 }] });
    await expect(readAll(body)).rejects.toMatchObject({ code: "FILE_SHRANK" });
    await until("the file is closed", () => isClosed(fd));
  });

  it("hands out its last bytes only when the file is intact", async () => {
    const { fd } = open();
    const assertIntact = (): Promise<never> => Promise.reject(new Error("changed"));
    const body = new FileBody({ fd, name: "file", pieces: [{ start: 0, end: 10 }], assertIntact });
    await expect(readAll(body)).rejects.toThrow("changed");
    await until("the file is closed", () => isClosed(fd));
  });

  it("is closed unread for a request that asks for the head alone", async () => {
    const { fd } = open();
    const body = new FileBody({ fd, name: "file", pieces: [{ start: 0, end: size }] });
    const head = { fields: ["content-type", "text/plain"], length: size };
    await using started = await start(() => prepareAnswer({ status: 200, head, body }, true));
    using client = await Client.open(started.address);
    const answer = await client.ask("HEAD", "/");
    expect(answer.head.values("content-length")).toEqual([String(size)]);
    await until("the file is closed", () => isClosed(fd));
  });
});

import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { LastWords, splitBlocks, splitLines } from "../../../src/serve/supervisor/lines.ts";

async function split(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  splitLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once("close", resolve));
  return lines;
}

test("lines come whole, however the stream is cut, and the last one needs no end", async () => {
  expect(await split(["a", "b\nc\r\n", "\n", "d"])).toEqual(["ab", "c", "", "d"]);
});

test("a character that is cut in the middle is put together again", async () => {
  const [first, ...rest] = Buffer.from("é\n");
  expect(await split([Buffer.from([first!]), Buffer.from(rest)])).toEqual(["é"]);
});

test("a line without end does not fill the memory", async () => {
  const lines = await split(Array.from({ length: 40 }, () => "x".repeat(4_096)));
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join("")).toHaveLength(40 * 4_096);
});

test("blocks are whole lines, however the stream is cut, and none of them fills the memory", async () => {
  const stream = new PassThrough();
  const blocks: string[] = [];
  splitBlocks(stream, (block) => blocks.push(Buffer.from(block).toString()));
  for (const chunk of ["a", "b\nc\nd", "\ne"]) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once("close", resolve));
  expect(blocks).toEqual(["ab\nc\n", "d\n", "e\n"]);
  const endless = new PassThrough();
  let count = 0;
  splitBlocks(endless, () => (count += 1));
  for (let sent = 0; sent < 40; sent += 1) endless.write("x".repeat(65_536));
  await new Promise((resolve) => setImmediate(resolve));
  expect(count).toBeGreaterThan(0);
});

test("the last words of a crash are its error, not the stack below it", () => {
  const words = new LastWords();
  const crash = [
    "starting up",
    "file:///srv/app.js:3",
    "  throw new TypeError('boom')",
    "TypeError: boom",
    "    at file:///srv/app.js:3:9",
    "",
    "Node.js v24.0.0",
  ];
  for (const line of crash) words.hear(line);
  expect(words.line).toBe("TypeError: boom");
});

test("the last words of a process that names no error are its last line that says something", () => {
  const words = new LastWords();
  expect(words.line).toBeUndefined();
  for (const line of ["starting up", "giving up", "    at once.js:1:1", "", "  "]) words.hear(line);
  expect(words.line).toBe("giving up");
});

test("last words are short enough for a message", () => {
  const words = new LastWords();
  words.hear("x".repeat(10_000));
  expect(words.line).toHaveLength(300);
});

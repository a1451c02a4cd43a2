import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createTerminal } from "../../src/cli/terminal.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Begins to read; resolves with everything up to this end. */
async function readUntil(stream: PassThrough, end: string): Promise<string> {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  while (!text.endsWith(end) || stream.writableLength > 0) await turn();
  return text;
}

test.each([
  ["long", "x".repeat(10_000), 3_000],
  ["short", "x", 300_000],
])(
  "%s lines that nobody reads are left out before they fill the memory, and that is said",
  async (_kind, line, count) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const terminal = createTerminal({ stdout, stderr });
    for (let sent = 0; sent < count; sent += 1) terminal.out(line);
    expect(stdout.writableLength).toBeLessThan(17_000_000);
    const read = readUntil(stdout, "again\n");
    await terminal.flush();
    terminal.out("again");
    const lines = (await read).trimEnd().split("\n");
    const kept = lines.filter((text) => text === line).length;
    expect(kept).toBeLessThan(count);
    expect(lines.slice(kept)).toEqual([
      `landfall: warning: ${count - kept} lines are missing here, nobody read them`,
      "again",
    ]);
  },
);

test("at the end everything is written, and a reader that stands still is not waited for", async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = createTerminal({ stdout, stderr });
  for (let sent = 0; sent < 100; sent += 1) terminal.out("x".repeat(1_000));
  const all = readUntil(stdout, "\n");
  await terminal.flush();
  expect(await all).toHaveLength(100_100);
  for (let sent = 0; sent < 100; sent += 1) terminal.err("x".repeat(1_000));
  await terminal.flush();
});

import { expect, test } from "vitest";
import {
  KeptLines,
  type LogLine,
  mostKeptLines,
  parseLineCount,
} from "../../../src/serve/supervisor/kept-lines.ts";

const worker = { kind: "worker", worker: 3, stream: "stderr" } as const;
const master = { kind: "master", level: "warn" } as const;
const textsOf = (lines: readonly LogLine[]): string[] => lines.map(({ text }) => text);

test("the last lines are kept, with where they came from and when", () => {
  const kept = new KeptLines();
  kept.add(worker, "cache is cold ❄");
  kept.add(master, "replacing it");
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(kept.last(5)).toEqual([
    { ...worker, at, text: "cache is cold ❄" },
    { ...master, at, text: "replacing it" },
  ]);
  expect(textsOf(kept.last(1))).toEqual(["replacing it"]);
  expect(kept.last(0)).toEqual([]);
});

test("of many lines the last thousand are left", () => {
  const kept = new KeptLines();
  for (let count = 0; count < 5_000; count += 1) kept.add(worker, String(count));
  const lines = textsOf(kept.last(9_999));
  expect(lines).toHaveLength(mostKeptLines);
  expect([lines[0], lines.at(-1)]).toEqual(["4000", "4999"]);
});

test("of long lines fewer are left, and one that is too long is cut", () => {
  const kept = new KeptLines();
  for (let count = 0; count < 1_000; count += 1) kept.add(worker, "ä".repeat(100_000));
  const lines = textsOf(kept.last(mostKeptLines));
  const bytes = Buffer.byteLength(lines.join(""));
  expect(bytes).toBeLessThanOrEqual(1_000_000);
  expect(bytes).toBeGreaterThan(950_000);
  expect(lines[0]).toBe(`${"ä".repeat(8_192)}…`);
});

test("lines that were cut out of long texts do not keep those in memory", () => {
  const kept = new KeptLines();
  const before = process.memoryUsage();
  const sum = ({ heapUsed, external }: NodeJS.MemoryUsage): number => heapUsed + external;
  for (let count = 0; count < mostKeptLines; count += 1) {
    const chunk = `${count} is a line of some length\n${"x".repeat(300_000)}`;
    kept.add(worker, chunk.split("\n")[0]!);
  }
  globalThis.gc?.();
  // 300 MB came, and a thousand short lines are kept.
  expect(sum(process.memoryUsage()) - sum(before)).toBeLessThan(150_000_000);
});

test("followers hear of each line from then on, until they leave", () => {
  const kept = new KeptLines();
  kept.add(worker, "before");
  const heard: string[] = [];
  const release = kept.follow(({ text }) => heard.push(text));
  kept.add(worker, "one");
  kept.add(master, "two");
  release();
  kept.add(worker, "after");
  expect(heard).toEqual(["one", "two"]);
});

test.each(["-1", "1001", "1e2", "all", "", "1.5"])("%j is no number of lines", (text) => {
  expect(() => parseLineCount(text)).toThrow("expected a number of lines from 0 to 1000");
});

test.each([0, 1, 1_000])("%i is a number of lines", (count) => {
  expect(parseLineCount(String(count))).toBe(count);
});

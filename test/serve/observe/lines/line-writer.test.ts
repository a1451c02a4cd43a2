import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../../../src/core/index.ts";
import { type LineTarget, LineWriter } from "../../../../src/serve/observe/lines/line-writer.ts";
import { LogFile } from "../../../../src/serve/observe/lines/log-file.ts";
import { FakeClock } from "../../engines/node/fake-clock.ts";

type Done = (error: Error | null, written: number) => void;

/** A target in the hands of the test. */
class FakeTarget implements LineTarget {
  readonly name = "the log";
  readonly writes: { text: string; done: Done }[] = [];
  readonly now: string[] = [];
  isClosed = false;

  write(batch: Uint8Array, done: Done): void {
    this.writes.push({ text: Buffer.from(batch).toString(), done });
  }
  writeNow(batch: Uint8Array): void {
    this.now.push(Buffer.from(batch).toString());
  }
  reopen(): void {}
  close(): void {
    this.isClosed = true;
  }
  /** The newest write ends well. */
  succeed(): string {
    const write = this.writes.at(-1);
    write?.done(null, Buffer.byteLength(write.text));
    return write?.text ?? "";
  }
  fail(written = 0): void {
    this.writes.at(-1)?.done(new Error("no space"), written);
  }
}

function setUp() {
  const clock = new FakeClock();
  const target = new FakeTarget();
  const reports: string[] = [];
  const writer = new LineWriter(target, { clock, report: (text) => void reports.push(text) });
  return { clock, target, reports, writer };
}

describe("batches", () => {
  test("lines wait for each other a tenth of a second, and go out in one write", () => {
    const { clock, target, writer } = setUp();
    writer.write("one\n");
    writer.write("two\n");
    clock.advance(99);
    expect(target.writes).toEqual([]);
    clock.advance(1);
    expect(target.succeed()).toBe("one\ntwo\n");
    expect(clock.waiting).toBe(0);
  });

  test("many lines do not wait, and what comes during a write goes out in the next", () => {
    const { target, writer } = setUp();
    const long = `${"x".repeat(70_000)}\n`;
    writer.write(long);
    writer.write("next\n");
    expect(target.writes).toHaveLength(1);
    expect(target.succeed()).toBe(long);
  });

  test("a short write is continued where it ended", () => {
    const { clock, target, writer } = setUp();
    writer.write("abcdef\n");
    clock.advance(100);
    target.writes.at(-1)?.done(null, 3);
    expect(target.writes.at(-1)?.text).toBe("def\n");
  });
});

describe("when writing fails", () => {
  test("it is said once, nothing is lost while there is room, and its end is said", () => {
    const { clock, target, reports, writer } = setUp();
    writer.write("one\n");
    clock.advance(100);
    target.fail();
    for (let second = 0; second < 5; second += 1) {
      writer.write(`more ${second}\n`);
      clock.advance(1_000);
      target.fail();
    }
    expect(reports).toEqual(["the log cannot be written, serving goes on: no space"]);
    clock.advance(1_000);
    expect(target.succeed()).toBe("one\n");
    clock.advance(100);
    expect(target.succeed()).toContain("more 4\n");
    expect(reports.at(-1)).toBe("the log is written again, 0 lines are missing");
  });

  test("what does not fit is dropped and counted, and memory stays bounded", () => {
    const { clock, target, reports, writer } = setUp();
    writer.write("first\n");
    clock.advance(100);
    target.fail();
    const line = `${"x".repeat(999)}\n`;
    for (let count = 0; count < 20_000; count += 1) writer.write(line);
    expect(writer.dropped).toBe(4_000);
    clock.advance(1_000);
    target.succeed();
    expect(reports.at(-1)).toBe("the log is written again, 4000 lines are missing");
    expect(target.succeed()).toHaveLength(16_000_000);
  });

  test("a close does not wait for a disk that stays full, and says what is lost", async () => {
    const { target, reports, writer } = setUp();
    writer.write("one\n");
    writer.write("two\n");
    const closed = writer.close();
    target.fail();
    await closed;
    expect(reports).toEqual(["the log: 2 lines are lost: no space"]);
    expect(target.isClosed).toBe(true);
  });
});

describe("the end", () => {
  test("close writes everything, also what came during the last write", async () => {
    const { target, writer } = setUp();
    writer.write("one\n");
    const closed = writer.close();
    writer.write("two\n");
    expect(target.succeed()).toBe("one\n");
    expect(target.succeed()).toBe("two\n");
    await closed;
    expect(target.isClosed).toBe(true);
  });

  test("a process that ends at once writes what waits, but not twice what is under way", () => {
    const { clock, target, writer } = setUp();
    writer.write("one\n");
    clock.advance(100);
    writer.write("two\n");
    writer.closeNow();
    writer.closeNow();
    expect(target.now).toEqual(["two\n"]);
  });
});

describe("a file", () => {
  function createFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "landfall-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return folder;
  }

  function open(path: string, reports: string[] = []): LineWriter {
    const report = (text: string) => void reports.push(text);
    return new LineWriter(LogFile.open(path), { clock: systemClock, report });
  }

  test("that was renamed is opened again: no line is lost, none stands in both", async () => {
    const folder = createFolder();
    const path = join(folder, "log");
    const writer = open(path);
    for (let turn = 0; turn < 50; turn += 1) {
      for (let line = 0; line < 1_000; line += 1)
        writer.write(`${turn}-${line} ${"x".repeat(100)}\n`);
      renameSync(path, join(folder, `log.${turn}`));
      writer.reopen();
      if (turn % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await writer.close();
    const files = ["log", ...Array.from({ length: 50 }, (_, turn) => `log.${turn}`)];
    const lines = files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
    const ids = lines.filter((line) => line !== "").map((line) => line.split(" ")[0]);
    expect(ids).toHaveLength(50_000);
    expect(new Set(ids).size).toBe(50_000);
  });

  test("that was truncated in place goes on at its beginning, without a hole", async () => {
    const path = join(createFolder(), "log");
    const writer = open(path);
    writer.write("before\n");
    await vi.waitFor(() => expect(readFileSync(path, "utf8")).toBe("before\n"));
    writeFileSync(path, "");
    writer.write("after\n");
    await writer.close();
    expect(readFileSync(path, "utf8")).toBe("after\n");
  });

  test("that cannot be opened again is written on under its old descriptor, and that is said", async () => {
    const folder = createFolder();
    const path = join(folder, "gone", "log");
    const reports: string[] = [];
    const inside = createFolder();
    const writer = open(join(inside, "log"), reports);
    renameSync(inside, join(folder, "gone"));
    writer.reopen();
    writer.write("still here\n");
    await writer.close();
    renameSync(join(folder, "gone"), inside);
    expect(reports).toEqual([expect.stringContaining("cannot be opened again: ENOENT")]);
    expect(path).toContain("gone");
    expect(readFileSync(join(inside, "log"), "utf8")).toBe("still here\n");
  });

  test.runIf(process.platform === "linux")("on a full disk is said and counted", async () => {
    const reports: string[] = [];
    const writer = open("/dev/full", reports);
    writer.write("one\n");
    await vi.waitFor(() => expect(reports).toHaveLength(1), 5_000);
    expect(reports[0]).toMatch(
      /^the access log \/dev\/full cannot be written, serving goes on: ENOSPC/,
    );
    await writer.close();
    expect(writer.dropped).toBe(1);
    expect(reports[1]).toContain("1 line is lost");
  });
});

import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { finished } from "node:stream/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openLogFile } from "../../../src/serve/service/index.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("lines are appended, in a folder that is made", async () => {
  const path = join(temporaryFolder(), "logs/app.log");
  for (const text of ["a\n", "b\n"]) {
    const { stream } = openLogFile(path);
    stream.end(text);
    await finished(stream);
  }
  expect(readFileSync(path, "utf8")).toBe("a\nb\n");
});

test("after a rotation lines go to a new file, and each line to one of both", async () => {
  const path = join(temporaryFolder(), "app.log");
  const log = openLogFile(path);
  const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index}\n`);
  for (const [index, line] of lines.entries()) {
    if (index === 1_000) {
      renameSync(path, `${path}.1`);
      log.reopen();
    }
    log.stream.write(line);
  }
  log.stream.end();
  await finished(log.stream);
  expect(readFileSync(`${path}.1`, "utf8") + readFileSync(path, "utf8")).toBe(lines.join(""));
  expect(readFileSync(path, "utf8")).not.toBe("");
});

test("a rotation that fails goes on in the old file", async () => {
  const folder = join(temporaryFolder(), "logs");
  const path = join(folder, "app.log");
  const log = openLogFile(path);
  renameSync(folder, `${folder}.old`);
  symlinkSync("/dev/null", folder);
  expect(() => log.reopen()).toThrow(/app\.log cannot be opened/);
  log.stream.end("still here\n");
  await finished(log.stream);
  expect(readFileSync(join(`${folder}.old`, "app.log"), "utf8")).toBe("still here\n");
});

test.skipIf(!existsSync("/dev/full"))(
  "a full disk costs lines and nothing else, and the gap is told once there is room",
  async () => {
    const path = join(temporaryFolder(), "app.log");
    symlinkSync("/dev/full", path);
    const log = openLogFile(path);
    const write = (text: string) => new Promise((done) => void log.stream.write(text, done));
    await write("lost 1\n");
    await write("lost 2\n");
    rmSync(path);
    log.reopen();
    await write("kept\n");
    log.stream.end();
    await finished(log.stream);
    expect(readFileSync(path, "utf8")).toBe(
      "landfall: warning: 2 lines are missing here, they could not be written\nkept\n",
    );
  },
);

test("a folder in place of the file is refused with its path", () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o700);
  expect(() => openLogFile(folder)).toThrow(`the log file ${folder} cannot be opened: EISDIR`);
});

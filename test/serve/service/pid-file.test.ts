import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { assertPidFileFree, createPidFile } from "../../../src/serve/service/index.ts";
import { parseStart, startedAt } from "../../../src/serve/service/process-age.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function pidFile(text: string): string {
  const path = join(temporaryFolder(), "app.pid");
  writeFileSync(path, text);
  return path;
}

/** The parent of this process lives as long as the test, and was there before. */
const living = process.ppid;
/** No system hands out numbers as large as this. */
const absent = 2 ** 30;

test("[A15] a pid file holds the number on a line, alone in its folder, and is removed at the end", () => {
  const folder = temporaryFolder();
  const path = join(folder, "app.pid");
  const file = createPidFile(path, 4_711);
  expect(readFileSync(path, "utf8")).toBe("4711\n");
  expect(readdirSync(folder)).toEqual(["app.pid"]);
  file.remove();
  expect(existsSync(path)).toBe(false);
  file.remove();
});

test("[A15] at the end a pid file that somebody else has written stays", () => {
  const path = join(temporaryFolder(), "app.pid");
  const file = createPidFile(path, 4_711);
  writeFileSync(path, "4712\n");
  file.remove();
  expect(readFileSync(path, "utf8")).toBe("4712\n");
});

test("[A15] the pid file of a living process is refused, with or without a line's end", () => {
  const message = new RegExp(`belongs to process ${living}, which is running`);
  expect(() => assertPidFileFree(pidFile(`${living}`))).toThrow(message);
  expect(() => createPidFile(pidFile(`${living}\n`), 1)).toThrow(message);
});

test.each(["", "\n", `${absent}\n`])("[A15] a stale pid file, %j, is replaced", (text) => {
  const path = pidFile(text);
  createPidFile(path, 4_711);
  expect(readFileSync(path, "utf8")).toBe("4711\n");
});

test.skipIf(process.platform !== "linux")(
  "[A15] a pid file older than the process that bears its number now is stale",
  () => {
    const path = pidFile(`${living}\n`);
    utimesSync(path, 1_000, 1_000);
    assertPidFileFree(path);
  },
);

test.each(["export default {}", "12 34", "-1", "0x10", "99999999999999"])(
  "a file that holds %j is no pid file, and is not touched",
  (text) => {
    const path = pidFile(text);
    expect(() => createPidFile(path, 1)).toThrow(/exists and is no pid file/);
    expect(readFileSync(path, "utf8")).toBe(text);
  },
);

test("a folder that does not exist is told before anything starts", () => {
  expect(() => assertPidFileFree(join(temporaryFolder(), "no/app.pid"))).toThrow(
    /app\.pid cannot be written: ENOENT/,
  );
});

test("a link that waits under the temporary name is not followed", () => {
  const folder = temporaryFolder();
  const path = join(folder, "app.pid");
  const victim = join(folder, "victim");
  writeFileSync(victim, "untouched");
  symlinkSync(victim, `${path}.10`);
  createPidFile(path, 36);
  expect(readFileSync(victim, "utf8")).toBe("untouched");
});

test.skipIf(process.platform !== "linux")("when a process began is read from the kernel", () => {
  const now = Date.now();
  const began = startedAt(process.pid) ?? 0;
  expect(began).toBeGreaterThan(now - 3_600_000);
  expect(began).toBeLessThan(now + 60_000);
  expect(startedAt(absent)).toBeUndefined();
});

test("a program's name may hold blanks and parentheses", () => {
  const fields = Array.from({ length: 40 }, (_, index) => String(index + 3));
  expect(parseStart(`7 (a) b (c)) ${fields.join(" ")}`)).toBe(220);
  expect(parseStart("7 (a)")).toBeUndefined();
  expect(parseStart("")).toBeUndefined();
});

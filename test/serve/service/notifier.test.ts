import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Logger, silentLogger, systemClock } from "../../../src/core/index.ts";
import { createNotifier, type Notifier } from "../../../src/serve/service/index.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A systemd-notify that writes what it is told and its environment to a file. */
function createProgram(): { folder: string; said: () => string } {
  const folder = temporaryFolder();
  const path = join(folder, "systemd-notify");
  writeFileSync(path, `#!/bin/sh\necho "$NOTIFY_SOCKET $@" >> ${folder}/said\n`);
  chmodSync(path, 0o755);
  return { folder, said: () => readFileSync(join(folder, "said"), "utf8") };
}

function create(env: Record<string, string>, logger: Logger = silentLogger): Notifier {
  return createNotifier({ env, pid: 7, clock: systemClock, logger });
}

test("messages reach the program one after the other, in order", async () => {
  const { folder, said } = createProgram();
  const searchPath = [folder, "/usr/bin", "/bin"].join(delimiter);
  const notifier = create({ NOTIFY_SOCKET: "/n", PATH: searchPath });
  const numbers = Array.from({ length: 10 }, (_, index) => `N=${index}`);
  for (const number of numbers) notifier.tell([number, "STATUS=a b"]);
  notifier.tell([]);
  await notifier.close();
  expect(said()).toBe(numbers.map((number) => `/n ${number} STATUS=a b\n`).join(""));
});

test("a missing program is one line in the log, however often it is needed", async () => {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) };
  const notifier = create({ NOTIFY_SOCKET: "/n", PATH: temporaryFolder() }, logger);
  notifier.tell(["READY=1"]);
  notifier.tell(["STOPPING=1"]);
  await notifier.close();
  expect(warnings).toEqual([
    expect.stringMatching(/systemd-notify is missing; install it, or set/),
  ]);
});

test("without NOTIFY_SOCKET nothing is started", async () => {
  const { folder, said } = createProgram();
  const notifier = create({ PATH: folder, WATCHDOG_USEC: "1000" });
  notifier.tell(["READY=1"]);
  notifier.watch(() => true);
  await notifier.close();
  expect(said).toThrow("ENOENT");
});

test("a watchdog that watches another process is told with the cure, and not fed", async () => {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) };
  const { folder, said } = createProgram();
  const env = { NOTIFY_SOCKET: "/n", PATH: folder, WATCHDOG_USEC: "1000", WATCHDOG_PID: "8" };
  const notifier = create(env, logger);
  notifier.watch(() => true);
  await notifier.close();
  expect(warnings).toEqual([
    expect.stringMatching(/watches process 8 and not this one, 7: start node/),
  ]);
  expect(said).toThrow("ENOENT");
});

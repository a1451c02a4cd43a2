import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { planWorkerCommand, planWorkerEnvironment } from "../../src/launch/worker-command.ts";

const program = { node: "/opt/node", nodeArguments: ["--flag"], main: "/w/main.js" };

/** A folder with a `setpriv` that is this shell script. */
function createSetpriv(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "setpriv"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "setpriv"), 0o755);
  return folder;
}

test("where setpriv exists, the kernel is asked to kill the worker with its master", () => {
  const folder = createSetpriv("exit 0");
  expect(planWorkerCommand({ ...program, searchPath: `/nowhere:${folder}` })).toEqual({
    file: join(folder, "setpriv"),
    args: ["--pdeathsig", "KILL", "--", "/opt/node", "--flag", "/w/main.js"],
  });
});

test("a setpriv that does not know the option, as in BusyBox, is left alone", () => {
  const folder = createSetpriv("echo 'setpriv: unrecognized option: pdeathsig' >&2; exit 1");
  expect(planWorkerCommand({ ...program, searchPath: folder }).file).toBe("/opt/node");
});

test("where it does not, Node is started itself", () => {
  expect(planWorkerCommand({ ...program, searchPath: "/nowhere" })).toEqual({
    file: "/opt/node",
    args: ["--flag", "/w/main.js"],
  });
});

test.each([
  [undefined, "production", "production"],
  ["", "production", "production"],
  [undefined, "staging", "production"],
  [undefined, "development", "development"],
  [undefined, "test", "test"],
  ["staging", "staging", "staging"],
  ["development", "production", "development"],
])("an app with NODE_ENV %s in the environment %s sees %s", (given, environment, seen) => {
  const place = { folder: "/w", id: 1, account: {}, environment };
  expect(planWorkerEnvironment({ NODE_ENV: given }, place)).toMatchObject({ NODE_ENV: seen });
});

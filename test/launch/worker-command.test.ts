import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { planWorkerCommand } from "../../src/launch/worker-command.ts";

const program = { node: "/opt/node", nodeArguments: ["--flag"], main: "/w/main.js" };

test("where setpriv exists, the kernel is asked to kill the worker with its master", () => {
  const folder = mkdtempSync(join(tmpdir(), "landfall-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const setpriv = join(folder, "setpriv");
  writeFileSync(setpriv, "");
  chmodSync(setpriv, 0o755);
  expect(planWorkerCommand({ ...program, searchPath: `/nowhere:${folder}` })).toEqual({
    file: setpriv,
    args: ["--pdeathsig", "KILL", "--", "/opt/node", "--flag", "/w/main.js"],
  });
});

test("where it does not, Node is started itself", () => {
  expect(planWorkerCommand({ ...program, searchPath: "/nowhere" })).toEqual({
    file: "/opt/node",
    args: ["--flag", "/w/main.js"],
  });
});

/** How a successor is started: what was typed is followed anew. */

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Invocation, planSuccessor } from "../../src/launch/successor-command.ts";

/** `current → releases/41`, and two programs called node, of which `newer` comes first in PATH. */
function createPlace(): { root: string; invocation: Invocation } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "landfall-")));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "releases/41"), { recursive: true });
  symlinkSync("releases/41", join(root, "current"));
  for (const name of ["newer", "older"]) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, "node"), "");
    chmodSync(join(root, name, "node"), 0o755);
  }
  const running = join(root, "older/node");
  const real = join(root, "releases/41");
  const invocation: Invocation = {
    folder: join(root, "current"),
    realFolder: real,
    env: { PATH: [join(root, "newer"), join(root, "older")].join(":"), PORT: "1" },
    commandLine: [running, "--no-warnings", join(real, "bin/landfall.js"), "serve", real],
    nodeFlags: 1,
    typedNode: "node",
  };
  return { root, invocation };
}

test("the main is looked for where the folder was typed, arguments stay as they are", () => {
  const { root, invocation } = createPlace();
  const { file, args, cwd, env } = planSuccessor(invocation);
  const main = join(root, "current/bin/landfall.js");
  expect([file, ...args]).toEqual([
    join(root, "newer/node"),
    "--no-warnings",
    main,
    "serve",
    join(root, "releases/41"),
  ]);
  expect(cwd).toBe(join(root, "current"));
  expect(env).toMatchObject({ PWD: cwd, PORT: "1", LANDFALL_SUCCEEDS: "1" });
});

test("a main elsewhere stays where it is", () => {
  const { root, invocation } = createPlace();
  const elsewhere = join(root, "releases/41-b/landfall.js");
  const commandLine = [invocation.commandLine[0]!, elsewhere];
  const { args } = planSuccessor({ ...invocation, commandLine, nodeFlags: 0 });
  expect(args).toEqual([elsewhere]);
});

test.each([
  ["a name is looked up in PATH again", "node", "newer/node"],
  ["a path is followed from the folder", "../newer/node", "newer/node"],
  ["a path that leads nowhere any more is the binary that runs", "/gone/node", "older/node"],
  ["so is a name that nobody bears", "nodejs-of-old", "older/node"],
])("Node: %s", (_, typedNode, expected) => {
  const { root, invocation } = createPlace();
  expect(planSuccessor({ ...invocation, typedNode }).file).toBe(join(root, expected));
});

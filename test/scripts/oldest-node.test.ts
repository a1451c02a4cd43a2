/** How the oldest promised Node is brought in, with an installation that is planted: the network is npm's. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { oldestTests, oldestVersion, provideNode } from "../../scripts/steps/oldest-node.js";
import { root } from "../../scripts/steps/project.js";
import { temporaryFolder } from "./temporary-folder.ts";

/** Puts a program there that says it is this version. */
function planted(version: string): (folder: string) => boolean {
  return (folder) => {
    const program = path.join(folder, "node_modules/node/bin/node");
    mkdirSync(path.dirname(program), { recursive: true });
    writeFileSync(program, `#!/bin/sh\necho v${version}\n`);
    chmodSync(program, 0o755);
    return true;
  };
}

function never(): boolean {
  throw new Error("it was there already");
}

test("it is installed once; the second time nothing is asked of npm", () => {
  const cache = temporaryFolder();
  const program = path.join(cache, "node-22.1.0/node_modules/node/bin/node");
  expect(provideNode("22.1.0", cache, planted("22.1.0"))).toEqual({ kind: "there", program });
  expect(provideNode("22.1.0", cache, never)).toEqual({ kind: "there", program });
  expect(readdirSync(cache)).toEqual(["node-22.1.0"]);
});

test("npm is told the version and that its script may run", () => {
  let manifest = "";
  provideNode("22.1.0", temporaryFolder(), (folder) => {
    manifest = readFileSync(path.join(folder, "package.json"), "utf8");
    return false;
  });
  expect(JSON.parse(manifest)).toMatchObject({
    dependencies: { node: "22.1.0" },
    allowScripts: { node: true },
  });
});

test("what is there and is another version is replaced", () => {
  const cache = temporaryFolder();
  planted("22.0.9")(path.join(cache, "node-22.1.0"));
  expect(provideNode("22.1.0", cache, planted("22.1.0"))).toMatchObject({ kind: "there" });
});

test.each([
  ["npm that fails", () => false, "npm could not install it"],
  ["another version", planted("22.0.9"), "what npm installed does not run here"],
  ["an error", never, "it was there already"],
])("%s leaves nothing behind, and is a reason to tell", (_name, install, reason) => {
  const cache = temporaryFolder();
  expect(provideNode("22.1.0", cache, install)).toEqual({ kind: "absent", reason });
  expect(readdirSync(cache)).toEqual([]);
});

test("the version is the one that the manifest promises, and the tests on it exist", () => {
  expect(oldestVersion).toMatch(/^22\.\d+\.\d+$/);
  expect(oldestTests.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

/** `npm test` runs some tests again on the oldest promised Node, with a vitest and Nodes that are planted. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { oldestTests } from "../../scripts/steps/oldest-node.js";
import { root } from "../../scripts/steps/project.js";
import { temporaryFolder } from "./temporary-folder.ts";

/** Notes how it was called, and counts one test; one fails on the Node that `FAILS` names. */
const vitest = `
  import { appendFileSync, writeFileSync } from "node:fs";
  const node = process.env.PLANTED_NODE ?? "pinned";
  const words = process.argv.slice(3).filter((word) => !word.startsWith("--reporter"));
  appendFileSync("calls", [node, ...words].join(" ") + "\\n");
  const failed = process.env.FAILS === node ? 1 : 0;
  writeFileSync(process.env.TEST_COUNTS_FILE, JSON.stringify({ passed: 1, failed, skipped: 0 }));
  process.exitCode = failed;
`;

const cached = "node_modules/.cache/landfall/node-22.1.0/node_modules/node/bin/node";

/** A checkout with its scripts; npm is one that fails. */
function checkout(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  const node = process.versions.node;
  const manifest = { type: "module", devDependencies: { node }, engines: { node: ">=22.1.0" } };
  const all = {
    "package.json": JSON.stringify(manifest),
    "node_modules/vitest/vitest.mjs": vitest,
    "bin/npm": "#!/bin/sh\nexit 1\n",
    ...files,
  };
  cpSync(path.join(root, "scripts"), path.join(folder, "scripts"), { recursive: true });
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
    chmodSync(path.join(folder, name), 0o755);
  }
  return folder;
}

const oldest = {
  [cached]: `#!/bin/sh\nif [ "$1" = --version ]; then echo v22.1.0; else PLANTED_NODE=oldest exec "${process.execPath}" "$@"; fi\n`,
};

function runTests(folder: string, words: readonly string[] = [], more: NodeJS.ProcessEnv = {}) {
  const { CI: _ci, TEST_COUNTS_FILE: _counts, ...env } = process.env;
  const search = [path.join(folder, "bin"), env["PATH"]].join(path.delimiter);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(folder, "scripts/test.js"), ...words],
    { encoding: "utf8", env: { ...env, PATH: search, ...more } },
  );
  return { status, stdout, stderr };
}

const callsIn = (folder: string) =>
  readFileSync(path.join(folder, "calls"), "utf8").trimEnd().split("\n");

test("without arguments some tests run on the oldest Node, too, and all are counted", () => {
  const folder = checkout(oldest);
  const { status, stdout, stderr } = runTests(folder);
  expect([status, stdout]).toEqual([0, "2 passed, 0 failed, 0 skipped\n"]);
  expect(stderr).toContain("again on Node 22.1.0");
  expect(callsIn(folder)).toEqual(["pinned", ["oldest", ...oldestTests].join(" ")]);
});

test.each(["pinned", "oldest"])("a failure on the %s Node fails the run", (FAILS) => {
  const { status, stdout } = runTests(checkout(oldest), [], { FAILS });
  expect([status, stdout]).toEqual([1, "2 passed, 1 failed, 0 skipped\n"]);
});

test("with arguments they run on the pinned Node alone", () => {
  const folder = checkout(oldest);
  expect(runTests(folder, ["test/core"]).stdout).toBe("1 passed, 0 failed, 0 skipped\n");
  expect(callsIn(folder)).toEqual(["pinned test/core"]);
});

test("where the oldest Node cannot be had, that is told, and CI fails before anything is run", () => {
  const folder = checkout({});
  const { status, stderr } = runTests(folder);
  expect([status, callsIn(folder)]).toEqual([0, ["pinned"]]);
  expect(stderr).toContain(
    "landfall: no Node 22.1.0: npm could not install it; the tests on it are skipped\n",
  );
  const strict = runTests(folder, [], { CI: "true" });
  expect([strict.status, strict.stdout, callsIn(folder)]).toEqual([1, "", ["pinned"]]);
});

/** Scripts that need the pinned Node say so, and nothing else. */
import { spawnSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../scripts/steps/project.js";
import { temporaryFolder } from "./temporary-folder.ts";

test.each(["check", "build", "bench", "docs", "landfall", "test"])(
  "on another Node, scripts/%s.js stops with one line and the cure",
  (name) => {
    const folder = checkoutThatPins("1.2.3");
    const script = path.join(folder, "scripts", `${name}.js`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: "",
      stderr: `landfall: this needs the pinned Node 1.2.3, this is ${process.versions.node}\n  hint: npm ci\n`,
    });
  },
);

function checkoutThatPins(node: string): string {
  const folder = temporaryFolder();
  const manifest = { type: "module", devDependencies: { node } };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  cpSync(path.join(root, "scripts"), path.join(folder, "scripts"), { recursive: true });
  return folder;
}

/** A build happens when something changed, and replaces dist as a whole. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { isStale } from "../../scripts/steps/building.js";
import { root } from "../../scripts/steps/project.js";
import { temporaryFolder } from "./temporary-folder.ts";

test("what was built is not stale until an input changes, appears or goes away", () => {
  const folder = project({ "a.ts": "export const a: number = 1;", "b.ts": "export {};" });
  expect(isStale(folder)).toBe(true);
  expect(build(folder).status).toBe(0);
  expect(isStale(folder)).toBe(false);

  const added = path.join(folder, "src/c.ts");
  writeFileSync(added, "export {};");
  expect(isStale(folder)).toBe(true);
  rmSync(added);
  expect(isStale(folder)).toBe(false);
  writeFileSync(path.join(folder, "src/a.ts"), "export const a: number = 22;");
  expect(isStale(folder)).toBe(true);
});

test("what was removed from src is gone from dist after a build", () => {
  const folder = project({ "a.ts": "export const a: number = 1;", "b.ts": "export {};" });
  build(folder);
  expect(existsSync(path.join(folder, "dist/b.js"))).toBe(true);
  rmSync(path.join(folder, "src/b.ts"));
  build(folder);
  expect(existsSync(path.join(folder, "dist/b.js"))).toBe(false);
  expect(existsSync(path.join(folder, "dist/a.d.ts"))).toBe(true);
});

test("a build that fails leaves dist as it was, and says where the fault is", () => {
  const folder = project({ "a.ts": "export const a: number = 1;" });
  build(folder);
  writeFileSync(path.join(folder, "src/a.ts"), 'export const a: number = "one";');
  const { status, stderr } = build(folder);
  expect(status).toBe(1);
  expect(stderr).toContain("src/a.ts(1,14)");
  expect(readFileSync(path.join(folder, "dist/a.js"), "utf8")).toContain("a = 1");
});

function project(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "src"));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(folder, "src", name), text);
  }
  for (const name of ["package.json", "tsconfig.json", "tsconfig.build.json", "scripts"]) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

function build(folder: string) {
  const script = path.join(folder, "scripts/build.js");
  return spawnSync(process.execPath, [script], { encoding: "utf8" });
}

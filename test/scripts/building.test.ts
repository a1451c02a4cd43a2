/** A build happens when something changed, and replaces dist as a whole. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
  const folder = project({ "index.ts": "export {};", "laws/index.ts": "export {};" });
  build(folder);
  expect(existsSync(path.join(folder, "dist/laws/index.js"))).toBe(true);
  rmSync(path.join(folder, "src/laws"), { recursive: true });
  build(folder);
  expect(existsSync(path.join(folder, "dist/laws"))).toBe(false);
  expect(existsSync(path.join(folder, "dist/index.d.ts"))).toBe(true);
});

test("doors and mains are bundles that share what they have in common", () => {
  const folder = project({
    "index.ts": 'export { shared } from "./shared.ts";',
    "bin/landfall.ts": 'import { shared } from "../shared.ts"; console.log(shared);',
    "shared.ts": "export const shared: number = Math.random();",
  });
  expect(build(folder).status).toBe(0);
  const files = readdirSync(path.join(folder, "dist"), { recursive: true });
  const scripts = files.map(String).filter((name) => name.endsWith(".js"));
  expect(scripts.map((name) => name.replace(/-\w+\.js$/, ".js")).toSorted()).toEqual([
    "bin/landfall.js",
    "chunks/chunk.js",
    "index.js",
  ]);
});

test("a build that fails leaves dist as it was, and says where the fault is", () => {
  const folder = project({ "index.ts": "export const a: number = 1;" });
  build(folder);
  writeFileSync(path.join(folder, "src/index.ts"), 'export const a: number = "one";');
  const { status, stderr } = build(folder);
  expect(status).toBe(1);
  expect(stderr).toContain("src/index.ts(1,14)");
  expect(readFileSync(path.join(folder, "dist/index.js"), "utf8")).toContain("a = 1");
});

function project(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "src"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, "src", name)), { recursive: true });
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

/** Builds src into dist, when something changed; a server that runs from dist is not disturbed. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { say, stop } from "./project.js";
import { runStep } from "./run-step.js";

const inputs = ["src", "tsconfig.json", "tsconfig.build.json", "node_modules/.package-lock.json"];

/**
 * Says whether dist is older than what it is made of.
 * @param {string} root
 */
export function isStale(root) {
  const stamp = path.join(root, "dist/.stamp");
  return !existsSync(stamp) || readFileSync(stamp, "utf8") !== fingerprint(root);
}

/**
 * Compiles into a folder beside dist, then swaps the two, so that dist is never half written.
 * @param {string} root
 */
export function build(root) {
  const work = path.join(root, ".landfall/build");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const fresh = path.join(work, "dist");
  const stamp = fingerprint(root);
  say("building dist from src");
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const args = [compiler, "-p", path.join(root, "tsconfig.build.json"), "--outDir", fresh];
  const status = runStep(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) stop("the build failed", "mend what tsc says above; dist is unchanged", 1);
  writeFileSync(path.join(fresh, ".stamp"), stamp);
  swap(fresh, path.join(root, "dist"), path.join(work, "old"));
  rmSync(work, { recursive: true, force: true });
}

/**
 * @param {string} fresh
 * @param {string} target
 * @param {string} aside
 */
function swap(fresh, target, aside) {
  if (existsSync(target)) renameSync(target, aside);
  renameSync(fresh, target);
}

/**
 * Names, sizes and times of all inputs; contents need not be read.
 * @param {string} root
 */
function fingerprint(root) {
  const hash = createHash("sha256");
  for (const input of inputs) describe(path.join(root, input), hash);
  return hash.digest("hex");
}

/**
 * @param {string} file
 * @param {import("node:crypto").Hash} hash
 */
function describe(file, hash) {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) {
    hash.update(`${file}\0${found.size}\0${found.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(file).sort()) describe(path.join(file, name), hash);
}

/** The oldest Node that Landfall promises to run on: brought in once for the tests, beside the pinned one. */
import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readJson, root, say } from "./project.js";
import { runStep } from "./run-step.js";

/**
 * @typedef {{ readonly kind: "there", readonly program: string }
 *   | { readonly kind: "absent", readonly reason: string }} ProvidedNode
 */

/** What the manifest promises: the version of `engines.node`. */
export const oldestVersion = /** @type {string} */ (
  readJson(path.join(root, "package.json")).engines?.node ?? ""
).replace(/^>=/, "");

/** What runs on it as well: what could differ from one Node to the next, and a real server that is reloaded. */
export const oldestTests = [
  "test/laws/server-law.test.ts",
  "test/serve/app/load-app.test.ts",
  "test/serve/engines/node/head-limits.test.ts",
  "test/proof/reload.test.ts",
];

/**
 * The program of this version, kept under `cache`; npm's package `node` is installed there when it is not.
 * Not a dependency of its own, because an alias of that package would take over `node_modules/.bin/node`.
 * @param {string} version
 * @param {string} cache
 * @param {(folder: string) => boolean} [install]
 * @returns {ProvidedNode}
 */
export function provideNode(version, cache, install = npmInstall) {
  const folder = path.join(cache, `node-${version}`);
  const program = programIn(folder);
  if (isVersion(program, version)) return { kind: "there", program };
  const fresh = `${folder}.${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    writeFileSync(path.join(fresh, "package.json"), JSON.stringify(manifestOf(version)));
    say(`installing Node ${version} for the tests, once (npm install)`);
    if (!install(fresh)) return { kind: "absent", reason: "npm could not install it" };
    if (!isVersion(programIn(fresh), version))
      return { kind: "absent", reason: "what npm installed does not run here" };
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    return { kind: "there", program };
  } catch (error) {
    return { kind: "absent", reason: /** @type {Error} */ (error).message };
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function programIn(folder) {
  return path.join(folder, "node_modules/node/bin/node");
}

/**
 * @param {string} program
 * @param {string} version
 */
function isVersion(program, version) {
  const { stdout, status } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 && stdout.trim() === `v${version}`;
}

/** @param {string} version */
function manifestOf(version) {
  return { private: true, dependencies: { node: version }, allowScripts: { node: true } };
}

/** @param {string} folder */
function npmInstall(folder) {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const patience = ["--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"];
  const args = ["install", "--prefix", folder, "--ignore-scripts=false", "--no-package-lock"];
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  return (
    runStep(npm, [...args, ...patience, ...quiet], { cwd: folder, stdio: ["ignore", 2, 2] }) === 0
  );
}

/** What an installation lacks, compared with package-lock.json, and how it is brought in. */
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { pinnedVersion, readJson, say, stop } from "./project.js";
import { runStep } from "./run-step.js";

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} Locked
 * @typedef {Readonly<Record<string, Locked>>} LockedPackages
 */

/**
 * Why `npm ci` has to run, or nothing when everything is there.
 * @param {string} root
 * @returns {string | undefined}
 */
export function reasonToInstall(root) {
  const hidden = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(hidden)) return "nothing is installed";
  const locked = readJson(path.join(root, "package-lock.json")).packages;
  const missing = missingPackages(locked, readJson(hidden).packages, (folder) =>
    existsSync(path.join(root, folder, "package.json")),
  );
  if (missing.length > 0) return `${listed(missing)} missing or of another version`;
  const version = installedNodeVersion(root);
  if (version !== pinnedVersion) return `Node ${pinnedVersion} is pinned, ${version} is installed`;
  return undefined;
}

/**
 * The folders of locked packages that are absent or of another version.
 * An optional package may be absent: it is for another platform, or could not be built.
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 * @param {(folder: string) => boolean} isThere
 * @returns {string[]}
 */
export function missingPackages(locked, installed, isThere) {
  return Object.entries(locked)
    .filter(([folder, wanted]) => {
      if (folder === "" || wanted.link === true) return false;
      const found = installed[folder];
      if (found === undefined) return wanted.optional !== true;
      return found.version !== wanted.version || !isThere(folder);
    })
    .map(([folder]) => folder);
}

/**
 * Runs `npm ci`, saying so.
 * @param {string} root
 * @param {string} reason
 */
export function install(root, reason) {
  say(`installing: ${reason} (npm ci)`);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["ci", "--include=dev", "--ignore-scripts=false", "--engine-strict=false"];
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const status = runStep(npm, [...args, ...quiet], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) stop(`npm ci failed (exit code ${status})`, "read npm's lines above", 1);
  const after = reasonToInstall(root);
  if (after !== undefined) {
    stop(`still incomplete after npm ci: ${after}`, "rm -rf node_modules, then npm ci", 1);
  }
}

/**
 * The version of node_modules/.bin/node, or what is wrong with it.
 * @param {string} root
 * @returns {string}
 */
function installedNodeVersion(root) {
  const program = path.join(root, "node_modules/.bin/node");
  if (!existsSync(program)) return "none";
  if (realpathSync(program) === realpathSync(process.execPath)) return process.versions.node;
  const { stdout, status } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim().replace(/^v/, "") : "one that does not run";
}

/** @param {string[]} folders */
function listed(folders) {
  const names = folders.slice(0, 3).map((folder) => folder.replace(/^.*node_modules\//, ""));
  const rest = folders.length - names.length;
  return rest > 0 ? `${names.join(", ")} and ${rest} more` : names.join(", ");
}

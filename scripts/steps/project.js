/** Where this checkout is, and its manifest. Runs on any Node, as all `.js` steps do. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** The Node that this checkout runs on: the version of the development dependency `node`. */
export const pinnedVersion = /** @type {string} */ (
  readJson(path.join(root, "package.json")).devDependencies.node
);

/**
 * Reads a JSON file.
 * @param {string} file
 */
export function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

/**
 * Says one line to the person at the terminal.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`landfall: ${text}\n`);
}

/**
 * Ends the script with one line and a hint, without a stack.
 * @param {string} message
 * @param {string} hint
 * @param {number} exitCode
 * @returns {never}
 */
export function stop(message, hint, exitCode) {
  process.stderr.write(`landfall: ${message}\n  hint: ${hint}\n`);
  process.exit(exitCode);
}

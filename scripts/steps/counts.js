/** The counts of a test run: how they are taken, kept and said. */
import { existsSync } from "node:fs";
import { readJson } from "./project.js";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Counts tests by their state. Faults outside any test (a file that does not load, a failed hook,
 * an unhandled rejection) count as failed, so that a failed run never says `0 failed`.
 * @param {readonly string[]} states
 * @param {number} faults
 * @returns {Counts}
 */
export function toCounts(states, faults) {
  const passed = states.filter((state) => state === "passed").length;
  const failed = states.filter((state) => state === "failed").length;
  return { passed, failed: failed + faults, skipped: states.length - passed - failed };
}

/**
 * The last line of `npm test`.
 * @param {Counts} counts
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Reads what the reporter wrote, if the run came that far.
 * @param {string} file
 * @returns {Counts | undefined}
 */
export function readCounts(file) {
  return existsSync(file) ? readJson(file) : undefined;
}

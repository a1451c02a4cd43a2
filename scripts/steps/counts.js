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
 * The counts of several runs together; nothing if one of them left none.
 * @param {readonly (Counts | undefined)[]} runs
 * @returns {Counts | undefined}
 */
export function addCounts(runs) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of runs) {
    if (counts === undefined) return undefined;
    sum.passed += counts.passed;
    sum.failed += counts.failed;
    sum.skipped += counts.skipped;
  }
  return sum;
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

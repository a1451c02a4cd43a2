/** Runs a program to its end while Ctrl-C reaches the program and we still clean up after it. */
import { spawnSync } from "node:child_process";

/**
 * The program's exit code; 130 when a signal ended it, 127 when it could not be started.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {number}
 */
export function runStep(program, args, options = {}) {
  const wait = () => {};
  process.on("SIGINT", wait).on("SIGTERM", wait);
  try {
    const { status, signal, error } = spawnSync(program, args, { stdio: "inherit", ...options });
    if (error !== undefined) return 127;
    return signal === null ? (status ?? 1) : 130;
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", wait);
  }
}

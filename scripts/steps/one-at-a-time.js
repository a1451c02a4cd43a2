/** Lets one process at a time prepare a checkout; the others wait and then find the work done. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { say } from "./project.js";

/**
 * Runs `work` while this process alone holds `.landfall/prepare.lock`.
 * @param {string} root
 * @param {() => void} work
 */
export function oneAtATime(root, work) {
  const lock = path.join(root, ".landfall/prepare.lock");
  mkdirSync(path.dirname(lock), { recursive: true });
  let told = false;
  while (!take(lock)) {
    const holder = holderOf(lock);
    if (holder !== undefined && !isAlive(holder)) {
      removeStale(lock, holder);
      continue;
    }
    if (!told)
      say(
        `waiting for process ${holder ?? "?"} to prepare this (if not: rm .landfall/prepare.lock)`,
      );
    told = true;
    pause(100);
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * A hard link appears with its content, so nobody ever reads a lock without its holder's id.
 * @param {string} lock
 */
function take(lock) {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @param {string} lock */
function holderOf(lock) {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * Takes a dead process's lock away; puts it back if a living one took it in between.
 * @param {string} lock
 * @param {number} dead
 */
function removeStale(lock, dead) {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (holderOf(aside) !== dead) linkSync(aside, lock);
  } catch {
    // Somebody else removed it first, or has taken the lock again: the next round looks anew.
  }
  rmSync(aside, { force: true });
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** The pid file: created when everything serves, in one step, and removed at the end if it is still ours. */

import {
  accessSync,
  constants,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { toMessage } from "../../core/index.ts";
import { serviceErrors } from "./errors.ts";
import { startedAt } from "./process-age.ts";

/** A pid file that was written. */
export interface PidFile {
  /** Removes it, unless somebody else's number stands in it by now. */
  remove(): void;
}

/** A process that began later than this after the file was written cannot have written it. */
const clockSlack = 2_000;

/** Throws unless the file can be made: one of a living process, no pid file at all, a folder that we may not write to. */
export function assertPidFileFree(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw serviceErrors.fail.PID_FILE_UNWRITABLE({ path, reason: toMessage(error) }, error);
  }
  const text = readOptional(path)?.trim();
  if (text === undefined || text === "") return;
  if (!/^\d{1,10}$/.test(text)) throw serviceErrors.fail.PID_FILE_FOREIGN({ path });
  const pid = Number(text);
  if (isRunning(pid, path)) throw serviceErrors.fail.PID_FILE_LIVE({ path, pid });
}

/** Writes the file so that nobody reads half of it; throws as `assertPidFileFree` does. */
export function createPidFile(path: string, pid: number): PidFile {
  assertPidFileFree(path);
  const temporary = `${path}.${pid.toString(36)}`;
  try {
    rmSync(temporary, { force: true });
    writeFileSync(temporary, `${pid}\n`, { flag: "wx", mode: 0o644 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw serviceErrors.fail.PID_FILE_UNWRITABLE({ path, reason: toMessage(error) }, error);
  }
  return {
    remove: () => {
      if (readOptional(path)?.trim() === String(pid)) rmSync(path, { force: true });
    },
  };
}

/** After a restart of the machine another process may bear the number: it began after the file was written. */
function isRunning(pid: number, path: string): boolean {
  if (pid === process.pid || !exists(pid)) return false;
  const began = startedAt(pid);
  return began === undefined || began <= statSync(path).mtimeMs + clockSlack;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

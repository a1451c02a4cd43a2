/** Where a program is, as a shell would find it. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The path of a program in PATH; undefined if there is none that we may run. */
export function findProgram(name: string, searchPath: string): string | undefined {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

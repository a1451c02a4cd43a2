/** Versions of files, cheap enough to ask for again and again. */

import { statSync } from "node:fs";

/** The stamp of a file that is not there. */
export const missing = "missing";

/** Differs when the file was written, replaced, or given another time, also an older one; not when only its mode changed. */
export function stampOf(path: string): string {
  try {
    const { mtimeNs, size, ino } = statSync(path, { bigint: true });
    return `${mtimeNs}-${size}-${ino}`;
  } catch {
    return missing;
  }
}

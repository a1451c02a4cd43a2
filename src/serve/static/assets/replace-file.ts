/** Files that appear whole or not at all: written beside their place under a hidden name, then renamed. */

import { randomBytes } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { listEntries } from "../list-files.ts";

/** What the new file takes over from another one. */
export interface FileManners {
  readonly mode?: number;
  /** Time of last change, in milliseconds. */
  readonly time?: number;
}

const leftover = /(?:^|\/)\.landfall-[0-9a-f]{16}\.new$/;
/** Nobody takes so long to write what is in memory; in milliseconds. */
const longestWrite = 60_000;

/** Puts content where `file` is or shall be; a link there is replaced, not followed. */
export async function replaceFile(
  file: string,
  content: Uint8Array,
  { mode, time }: FileManners,
): Promise<void> {
  const fresh = join(dirname(file), `.landfall-${randomBytes(8).toString("hex")}.new`);
  try {
    const handle = await open(fresh, "wx", mode);
    try {
      await handle.writeFile(content);
      if (mode !== undefined) await handle.chmod(mode);
      if (time !== undefined) await handle.utimes(time / 1_000, time / 1_000);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Removes what killed runs have left. */
export async function removeLeftovers(root: string): Promise<void> {
  for (const { path } of await listEntries(root)) {
    if (!leftover.test(path)) continue;
    const file = join(root, path);
    const age = await stat(file).then(
      ({ mtimeMs, ctimeMs }) => Date.now() - Math.max(mtimeMs, ctimeMs),
      () => 0,
    );
    if (age > longestWrite) await rm(file, { force: true });
  }
}

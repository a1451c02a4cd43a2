/** From a name below a folder to a real file, or to the reason why there is none. Links must not lead out. */

import { type BigIntStats, constants, close, fstat, open } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { promisify } from "node:util";
import { staticErrors } from "./errors.ts";

/** A regular file, by its path without links. */
export interface LocatedFile {
  readonly kind: "file";
  readonly file: string;
  readonly stats: BigIntStats;
}

/** What is there. `forbidden`: no regular file, not readable, or outside the folder. */
export type Located =
  | LocatedFile
  | { readonly kind: "folder" }
  | { readonly kind: "missing" }
  | { readonly kind: "forbidden" };

const absent = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP", "EINVAL"]);
const denied = new Set(["EACCES", "EPERM"]);
const openFile = promisify(open);
const statFile = promisify(fstat) as unknown as (
  fd: number,
  options: { bigint: true },
) => Promise<BigIntStats>;
/** Not through a link that came in between, and without waiting for whoever writes into a pipe. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Looks for `path`, which `parseAssetPath` has read, below `root`, which is a real path. */
export async function locate(root: string, path: string): Promise<Located> {
  try {
    const file = await realpath(join(root, path));
    if (!isWithin(file, root)) return { kind: "forbidden" };
    const stats = await stat(file, { bigint: true });
    if (stats.isDirectory()) return { kind: "folder" };
    return stats.isFile() ? { kind: "file", file, stats } : { kind: "forbidden" };
  } catch (error) {
    return explain(error);
  }
}

/** Whether a real path is the folder or something in it. */
export function isWithin(file: string, root: string): boolean {
  return file === root || file.startsWith(root.endsWith(sep) ? root : root + sep);
}

/**
 * Opens the very file that was located; undefined when it is gone or is another one by now. The descriptor is the
 * caller's to close.
 */
export async function openLocated(file: string, identity: string): Promise<number | undefined> {
  const fd = await openFile(file, flags).catch((error: NodeJS.ErrnoException) => {
    if (absent.has(error.code ?? "") || denied.has(error.code ?? "")) return undefined;
    throw error;
  });
  if (fd === undefined) return undefined;
  try {
    if (toIdentity(await statFile(fd, { bigint: true })) === identity) return fd;
  } catch (error) {
    close(fd, () => {});
    throw error;
  }
  close(fd, () => {});
  return undefined;
}

/** Fails with `STATIC_FILE_CHANGED` when somebody has written into an open file since it was identified. */
export async function assertIntact(fd: number, file: string, identity: string): Promise<void> {
  const now = toIdentity(await statFile(fd, { bigint: true }));
  if (contentOf(now) !== contentOf(identity)) throw staticErrors.fail.STATIC_FILE_CHANGED({ file });
}

/**
 * What changes when a file is written, replaced or renamed over, also by tools that put the old times back: place,
 * size, and both times in nanoseconds.
 */
export function toIdentity({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

/** Without the time of changes to names and rights, which a removed file has, too. */
function contentOf(identity: string): string {
  return identity.slice(0, identity.lastIndexOf(":"));
}

function explain(error: unknown): Located {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (absent.has(code)) return { kind: "missing" };
  if (denied.has(code)) return { kind: "forbidden" };
  throw error;
}

/** The folders of `--static`: checked before anything starts, opened by each worker. */

import type { Millis } from "../../core/index.ts";
import { staticErrors } from "./errors.ts";
import type { StaticFolder } from "./options.ts";
import { StaticFiles, staticFiles } from "./static-files.ts";
import { toRealFolder } from "./static-options.ts";

/** Throws what is in `staticErrors` unless every folder can be served; relative ones are looked for in `cwd`. */
export function assertStaticFolders(folders: readonly StaticFolder[], cwd: string): void {
  const prefixes = new Set<string>();
  for (const { folder, prefix } of folders) {
    toRealFolder(folder, cwd);
    if (prefixes.has(prefix)) throw staticErrors.fail.STATIC_PREFIX_TWICE({ prefix });
    prefixes.add(prefix);
  }
}

/** Folders that are served. */
export interface StaticFolders {
  /** In the order in which they are asked: the longest prefix first, so that a folder within another's path is found. */
  readonly asked: readonly StaticFiles[];
  /** The one that was named first, whose files `assetUrl` speaks of. */
  readonly first: StaticFiles | undefined;
}

/** What folders have in common. */
export interface OpenFoldersOptions {
  readonly cwd: string;
  readonly basePath: string;
  /** How long the disk is not asked again: 0 for development; 1s by default. */
  readonly interval?: Millis;
}

/** Opens them for serving. */
export function openStaticFolders(
  folders: readonly StaticFolder[],
  { cwd, ...common }: OpenFoldersOptions,
): StaticFolders {
  assertStaticFolders(folders, cwd);
  const opened = folders.map(({ folder, prefix }) => ({
    prefix,
    files: staticFiles({ root: toRealFolder(folder, cwd), prefix, ...common }),
  }));
  const sorted = opened.toSorted((a, b) => b.prefix.length - a.prefix.length);
  return { asked: sorted.map(({ files }) => files), first: opened[0]?.files };
}

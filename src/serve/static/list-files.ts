/** All files of a folder that are served: hidden ones left out, links to files within it included. */

import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { locate } from "./locate.ts";

/** Their paths, relative to a real folder, with slashes, in the order of their names. */
export async function listFiles(root: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { path, isLink } of await listEntries(root)) {
    if (isHidden(path)) continue;
    if (!isLink || (await locate(root, path)).kind === "file") paths.push(path);
  }
  return paths;
}

/** Regular files and links, hidden ones too; links to folders are not followed. */
export async function listEntries(
  root: string,
): Promise<readonly { readonly path: string; readonly isLink: boolean }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => ({
      path: relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"),
      isLink: entry.isSymbolicLink(),
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function isHidden(path: string): boolean {
  return /(?:^|\/)\./.test(path) && !path.startsWith(".well-known/");
}

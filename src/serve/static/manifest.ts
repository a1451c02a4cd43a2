/** The list of all files of a folder with their URLs, for tools that cannot ask us. */

import { readdir, rename, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { StaticFiles } from "./static-files.ts";

/** URLs by paths below the folder. */
export type AssetManifest = Readonly<Record<string, string>>;

const sibling = /\.(?:br|zst|gz)$/;

/** Lists the files that are served, hidden ones and compressed siblings left out, in the order of their names. */
export async function createManifest(files: StaticFiles): Promise<AssetManifest> {
  const entries = await readdir(files.root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(files.root, join(entry.parentPath, entry.name)).split(sep).join("/"));
  const all = new Set(paths);
  const served = paths.filter((path) => !isHidden(path));
  const own = served.filter((path) => !sibling.test(path) || !all.has(path.replace(sibling, "")));
  return Object.fromEntries(own.toSorted().map((path) => [path, files.assetUrl(path)]));
}

/** Writes the list as JSON; whoever reads meanwhile sees the old one or the new one. */
export async function writeManifest(files: StaticFiles, target: string): Promise<AssetManifest> {
  const manifest = await createManifest(files);
  const fresh = `${target}.${process.pid}.new`;
  await writeFile(fresh, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(fresh, target);
  return manifest;
}

function isHidden(path: string): boolean {
  return /(?:^|\/)\./.test(path) && !path.startsWith(".well-known/");
}

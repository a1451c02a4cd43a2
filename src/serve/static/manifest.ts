/** The list of all files of a folder with their URLs, for tools that cannot ask us. */

import { listFiles } from "./list-files.ts";
import { replaceFile } from "./assets/replace-file.ts";
import type { StaticFiles } from "./static-files.ts";

/** URLs by paths below the folder. */
export type AssetManifest = Readonly<Record<string, string>>;

const sibling = /\.(?:br|zst|gz)$/;

/** Lists the files that are served, hidden ones and compressed siblings left out, in the order of their names. */
export async function createManifest(files: StaticFiles): Promise<AssetManifest> {
  const paths = await listFiles(files.root);
  const all = new Set(paths);
  const own = paths.filter((path) => !sibling.test(path) || !all.has(path.replace(sibling, "")));
  return Object.fromEntries(own.toSorted().map((path) => [path, files.assetUrl(path)]));
}

/** Writes the list as JSON; whoever reads meanwhile sees the old one or the new one. */
export async function writeManifest(files: StaticFiles, target: string): Promise<AssetManifest> {
  const manifest = await createManifest(files);
  await saveManifest(manifest, target);
  return manifest;
}

/** Writes a list that somebody has made, in the same way. */
export async function saveManifest(manifest: AssetManifest, target: string): Promise<void> {
  await replaceFile(target, Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`), {});
}

/** What there is to serve, with the siblings that count. */

import type { Coding } from "../asset.ts";
import { listFiles } from "../list-files.ts";
import { locate } from "../locate.ts";
import { isCompressible, toMediaType } from "../media-types.ts";
import { holdsContent, siblingCodings } from "../siblings.ts";
import type { StaticFiles } from "../static-files.ts";

/** One file. */
export interface AssetFacts {
  readonly path: string;
  readonly url: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** Siblings with the same content, by coding, in bytes; `stale` is one of other content. */
  readonly siblings: Readonly<Partial<Record<Coding, number | "stale">>>;
}

const extension = /\.(?:br|zst|gz)$/;

/** Lists the files of a folder; siblings stand with the file that they belong to. */
export async function listAssets(files: StaticFiles): Promise<readonly AssetFacts[]> {
  const paths = await listFiles(files.root);
  const there = new Set(paths);
  const own = paths.filter(
    (path) => !there.has(path.replace(extension, "")) || !extension.test(path),
  );
  const facts: AssetFacts[] = [];
  for (const path of own) {
    const located = await locate(files.root, path);
    if (located.kind !== "file") continue;
    const size = Number(located.stats.size);
    const type = toMediaType(path);
    const siblings = isCompressible(type) ? await findAll(files, path, there) : {};
    facts.push({ path, url: files.assetUrl(path), type, size, siblings });
  }
  return facts;
}

async function findAll(
  files: StaticFiles,
  path: string,
  there: ReadonlySet<string>,
): Promise<AssetFacts["siblings"]> {
  const version = files.version(path);
  const found: Partial<Record<Coding, number | "stale">> = {};
  for (const row of siblingCodings) {
    if (version === undefined || !there.has(path + row.extension)) continue;
    const located = await locate(files.root, path + row.extension);
    if (located.kind !== "file") continue;
    const isValid = await holdsContent(row, located.file, { version });
    found[row.coding] = isValid ? Number(located.stats.size) : "stale";
  }
  return found;
}

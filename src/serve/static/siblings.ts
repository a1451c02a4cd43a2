/** Compressed siblings of files: `app.js.br` beside `app.js`, never one of other content. */

import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createZstdDecompress } from "node:zlib";
import { type Asset, type CodedSource, type Coding, loadSource, toState } from "./asset.ts";
import { locate, type LocatedFile } from "./locate.ts";
import { finish, startHash, type Versions } from "./versions.ts";

interface CodingRow {
  readonly coding: Coding;
  readonly extension: string;
  createDecoder(): Transform;
}

const codings: readonly CodingRow[] = [
  { coding: "br", extension: ".br", createDecoder: () => createBrotliDecompress() },
  { coding: "zstd", extension: ".zst", createDecoder: () => createZstdDecompress() },
  { coding: "gzip", extension: ".gz", createDecoder: () => createGunzip() },
];

/** Where siblings are looked for. */
export interface SiblingPlace {
  readonly root: string;
  readonly maxContent: number;
  readonly versions: Versions;
}

/** The siblings of an asset; those that it had before are taken over while their files are the same. */
export async function findSiblings(
  asset: Asset,
  previous: readonly CodedSource[],
  place: SiblingPlace,
): Promise<readonly CodedSource[]> {
  if (!asset.isCompressible || asset.size === 0) return [];
  const found = await Promise.all(codings.map((row) => find(row, { asset, previous, place })));
  const valid = found.filter((source) => source !== undefined);
  return valid.toSorted((a, b) => a.size - b.size);
}

interface Search {
  readonly asset: Asset;
  readonly previous: readonly CodedSource[];
  readonly place: SiblingPlace;
}

async function find(
  row: CodingRow,
  { asset, previous, place }: Search,
): Promise<CodedSource | undefined> {
  const located = await locate(place.root, asset.path + row.extension);
  if (located.kind !== "file" || Number(located.stats.size) >= asset.size) return undefined;
  const { identity, isYoung } = toState(located);
  const known = previous.find(({ coding }) => coding === row.coding);
  if (known !== undefined && known.identity === identity && !isYoung) return known;
  if (!(await isSameContent(row, located, { asset, versions: place.versions }))) return undefined;
  return { ...(await loadSource(located, place.maxContent)), coding: row.coding };
}

/** Decides by content, because times say nothing after a copy: decompresses, but no further than the file is long. */
async function isSameContent(
  { createDecoder }: CodingRow,
  { file }: LocatedFile,
  { asset, versions }: { readonly asset: Asset; readonly versions: Versions },
): Promise<boolean> {
  const version = asset.version ?? (await versions.compute(asset));
  const hash = startHash();
  let left = asset.size;
  try {
    await pipeline(createReadStream(file), createDecoder(), async (chunks) => {
      for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
        left -= chunk.byteLength;
        if (left < 0) throw new Error("longer than the file");
        hash.update(chunk);
      }
    });
  } catch {
    return false;
  }
  return left === 0 && finish(hash) === version;
}

/** Compressed siblings of files: `app.js.br` beside `app.js`, never one of other content. */

import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createZstdDecompress } from "node:zlib";
import { type Asset, type CodedSource, type Coding, loadSource, toState } from "./asset.ts";
import { locate } from "./locate.ts";
import { finish, startHash, type Versions } from "./versions.ts";

/** One coding of siblings. */
export interface SiblingCoding {
  readonly coding: Coding;
  /** With its dot. */
  readonly extension: string;
  createDecoder(): Transform;
}

/** All codings of which siblings are looked for. */
export const siblingCodings: readonly SiblingCoding[] = [
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
  const found = await Promise.all(
    siblingCodings.map((row) => find(row, { asset, previous, place })),
  );
  const valid = found.filter((source) => source !== undefined);
  return valid.toSorted((a, b) => a.size - b.size);
}

interface Search {
  readonly asset: Asset;
  readonly previous: readonly CodedSource[];
  readonly place: SiblingPlace;
}

async function find(
  row: SiblingCoding,
  { asset, previous, place }: Search,
): Promise<CodedSource | undefined> {
  const located = await locate(place.root, asset.path + row.extension);
  if (located.kind !== "file" || Number(located.stats.size) >= asset.size) return undefined;
  const { identity, isYoung } = toState(located);
  const known = previous.find(({ coding }) => coding === row.coding);
  if (known !== undefined && known.identity === identity && !isYoung) return known;
  const version = asset.version ?? (await place.versions.compute(asset));
  if (!(await holdsContent(row, located.file, { version, size: asset.size }))) return undefined;
  return { ...(await loadSource(located, place.maxContent)), coding: row.coding };
}

/**
 * Whether a compressed file holds this content. It is decided by content, because times say nothing after a copy: the file
 * is decompressed, but no further than the content is long where that is known.
 */
export async function holdsContent(
  { createDecoder }: SiblingCoding,
  file: string,
  { version, size }: { readonly version: string; readonly size?: number },
): Promise<boolean> {
  const hash = startHash();
  let left = size ?? Infinity;
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
  return (size === undefined || left === 0) && finish(hash) === version;
}

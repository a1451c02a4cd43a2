/** One file as it is served: what is known of it, and its content while it is small. */

import { readFile } from "node:fs/promises";
import type { EntityTag, PreparedHead } from "../../http/index.ts";
import { type LocatedFile, toIdentity } from "./locate.ts";
import { isCompressible, toMediaType } from "./media-types.ts";
import { type FileState, toVersion, type Versions } from "./versions.ts";

/** The codings of which siblings are looked for. */
export type Coding = "br" | "zstd" | "gzip";

/** Bytes that can be sent: in memory, or in a file. */
export interface Source extends FileState {
  readonly size: number;
  /** There while the file is small. */
  readonly content: Buffer<ArrayBuffer> | undefined;
}

/** A compressed sibling that decompresses to the very content. */
export interface CodedSource extends Source {
  readonly coding: Coding;
}

/** A file. */
export interface Asset extends Source {
  /** Its name in URLs, relative to the folder. */
  readonly path: string;
  readonly type: string;
  /** Milliseconds, whole seconds; undefined when the file's time says nothing true. */
  readonly lastModified: number | undefined;
  /** Without the coding's mark. */
  readonly tag: EntityTag;
  /** The content's version; undefined for a large file of which nobody has asked for it. */
  readonly version: string | undefined;
  /** It may have siblings, so that answers vary with Accept-Encoding. */
  readonly isCompressible: boolean;
  /** Valid siblings, the smallest first. */
  readonly coded: readonly CodedSource[];
  /** Heads that were made for answers about this state of the file. */
  readonly heads: Map<string, PreparedHead>;
}

/** What loading needs besides the file. */
export interface AssetRules {
  readonly types: Readonly<Record<string, string>>;
  /** The largest file that is kept in memory, in bytes. */
  readonly maxContent: number;
  readonly versions: Versions;
}

/** Archives, images of containers and packages give all files one time in the past; then it tells nothing. */
const earliestTime = 500_000_000_000;
/** File systems tell times apart that are this far from each other, in milliseconds. */
const coarsestTime = 2_000;

/** Reads what is needed to serve a file; its siblings are left out. */
export async function loadAsset(
  path: string,
  located: LocatedFile,
  rules: AssetRules,
): Promise<Asset> {
  const source = await loadSource(located, rules.maxContent);
  const type = toMediaType(path, rules.types);
  const lastModified = toLastModified(located);
  const version = await loadVersion(source, lastModified, rules.versions);
  const { mtimeNs, size } = located.stats;
  const opaque = version ?? `${size.toString(16)}-${mtimeNs.toString(16)}`;
  return {
    ...source,
    path,
    type,
    lastModified,
    version,
    tag: { weak: false, opaque },
    isCompressible: isCompressible(type),
    coded: [],
    heads: new Map(),
  };
}

/** The state of a file, and its content if it is not larger than `maxContent`. */
export async function loadSource(located: LocatedFile, maxContent: number): Promise<Source> {
  const { file, stats } = located;
  const state = { ...toState(located), size: Number(stats.size) };
  if (state.size > maxContent) return { ...state, content: undefined };
  const content = await readFile(file);
  // Somebody was writing: what was read is served once, by its own length, and looked at again.
  const isWhole = content.byteLength === state.size;
  return { ...state, size: content.byteLength, isYoung: state.isYoung || !isWhole, content };
}

/** What identifies a located file. */
export function toState({ file, stats }: LocatedFile): FileState {
  const age = Date.now() - Number(stats.mtimeMs);
  return { file, identity: toIdentity(stats), isYoung: age < coarsestTime };
}

async function loadVersion(
  source: Source,
  lastModified: number | undefined,
  versions: Versions,
): Promise<string | undefined> {
  if (source.content !== undefined) {
    const version = toVersion(source.content);
    versions.remember(source, version);
    return version;
  }
  const known = versions.peek(source);
  // A tag of size and time would be the same for different contents.
  return known ?? (lastModified === undefined ? versions.compute(source) : undefined);
}

/** RFC 9110 §8.8.2.1: never later than now. */
function toLastModified({ stats }: LocatedFile): number | undefined {
  const modified = Number(stats.mtimeMs);
  if (modified < earliestTime || modified > Date.now()) return undefined;
  return modified - (modified % 1_000);
}

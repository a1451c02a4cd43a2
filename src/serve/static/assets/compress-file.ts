/** The siblings of one file: kept, written or removed, as the content of both says. */

import { lstat, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Coding } from "../asset.ts";
import { staticErrors } from "../errors.ts";
import { locate, type LocatedFile, toIdentity } from "../locate.ts";
import { holdsContent, type SiblingCoding, siblingCodings } from "../siblings.ts";
import { toVersion } from "../versions.ts";
import { replaceFile } from "./replace-file.ts";
import { encodeSibling } from "./sibling-encoder.ts";

/** What became of a sibling; `left`: there is none, because it would not save enough. */
export interface SiblingOutcome {
  readonly kind: "kept" | "written" | "removed" | "left";
  /** The sibling's path below the folder. */
  readonly path: string;
  readonly coding: Coding;
  /** Bytes of the file, and of the sibling that is there now. */
  readonly size: number;
  readonly coded: number | undefined;
}

/** What became of a file's siblings. */
export interface FileOutcome {
  /** Of the content that they hold; undefined when there is no such file any more. */
  readonly version: string | undefined;
  readonly siblings: readonly SiblingOutcome[];
}

/** How often a file may change while it is compressed. */
const attempts = 3;
/** Everything is done in memory; in bytes. */
const largest = 256 * 1_024 * 1_024;
/** A sibling costs a look at the disk, so it has to save a twentieth. */
const worthwhile = 0.95;

/** Brings a file's siblings up to date; `isDry` only says what would be done. */
export async function compressFile(
  root: string,
  path: string,
  isDry: boolean,
): Promise<FileOutcome> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const located = await locate(root, path);
    if (located.kind !== "file") return { version: undefined, siblings: [] };
    if (Number(located.stats.size) > largest) throw staticErrors.fail.ASSET_TOO_LARGE({ path });
    const source = await readSource(root, path, located);
    const siblings: SiblingOutcome[] = [];
    for (const row of siblingCodings) {
      const outcome = await updateSibling(row, source, isDry);
      if (outcome === undefined) break;
      siblings.push(outcome);
    }
    if (siblings.length === siblingCodings.length) return { version: source.version, siblings };
  }
  throw staticErrors.fail.STATIC_FILE_CHANGED({ file: path });
}

interface SourceContent {
  readonly root: string;
  readonly path: string;
  readonly located: LocatedFile;
  readonly content: Buffer;
  readonly version: string;
}

async function readSource(
  root: string,
  path: string,
  located: LocatedFile,
): Promise<SourceContent> {
  const content = await readFile(located.file);
  return { root, path, located, content, version: toVersion(content) };
}

/** Undefined when the file is another one by now. */
async function updateSibling(
  row: SiblingCoding,
  source: SourceContent,
  isDry: boolean,
): Promise<SiblingOutcome | undefined> {
  const { coding, extension } = row;
  const { root, path, located, content, version } = source;
  const file = join(root, path + extension);
  const size = content.byteLength;
  const about = { path: path + extension, coding, size };
  const there = await lstat(file).catch(() => undefined);
  if (there?.isDirectory() === true) throw staticErrors.fail.ASSET_IN_THE_WAY({ path: about.path });
  const saves = (coded: number): boolean => coded < size * worthwhile;
  const isValid = there?.isFile() === true && (await holdsContent(row, file, { version, size }));
  if (isValid && saves(there.size)) return { ...about, kind: "kept", coded: there.size };
  const coded = isValid ? undefined : await encodeSibling(content, coding);
  const isWorthwhile = coded !== undefined && saves(coded.byteLength);
  if (!isWorthwhile && there === undefined) return { ...about, kind: "left", coded: undefined };
  if (!(await isUnchanged(located))) return undefined;
  if (!isWorthwhile) {
    if (!isDry) await rm(file, { force: true });
    return { ...about, kind: "removed", coded: undefined };
  }
  const manners = { mode: Number(located.stats.mode) & 0o777, time: Number(located.stats.mtimeMs) };
  if (!isDry) await replaceFile(file, coded, manners);
  return { ...about, kind: "written", coded: coded.byteLength };
}

async function isUnchanged({ file, stats }: LocatedFile): Promise<boolean> {
  const now = await stat(file, { bigint: true }).catch(() => undefined);
  return now !== undefined && toIdentity(now) === toIdentity(stats);
}

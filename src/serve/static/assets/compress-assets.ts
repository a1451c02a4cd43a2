/** Compressed siblings of a whole folder: content decides what is done, and a run that is killed leaves nothing torn. */

import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { toMessage } from "../../../core/index.ts";
import { listFiles } from "../list-files.ts";
import { locate } from "../locate.ts";
import { isCompressible, toMediaType } from "../media-types.ts";
import { holdsContent, siblingCodings } from "../siblings.ts";
import { toRealFolder } from "../static-options.ts";
import { Versions } from "../versions.ts";
import { toState } from "../asset.ts";
import { compressFile, type FileOutcome, type SiblingOutcome } from "./compress-file.ts";
import { inParallel } from "./in-parallel.ts";
import { loadRecord, saveRecord, type SourceRecord } from "./record.ts";
import { removeLeftovers } from "./replace-file.ts";

/** How a folder is compressed. */
export interface CompressAssetsOptions {
  /** What a relative folder is looked for in. */
  readonly cwd: string;
  /** Change nothing; false by default. */
  readonly dryRun?: boolean;
  /** Hears of every file that is done. */
  readonly onProgress?: (progress: AssetsProgress) => void;
}

/** How far a run is. */
export interface AssetsProgress {
  readonly done: number;
  readonly total: number;
  readonly path: string;
}

/** What became of a folder. */
export interface AssetsReport {
  /** Without links. */
  readonly folder: string;
  readonly files: number;
  readonly siblings: readonly SiblingOutcome[];
  /** Siblings whose file is gone. */
  readonly orphans: readonly string[];
  readonly failures: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Makes, keeps and removes siblings. One whose file is gone is removed only if it holds what a former run has recorded, so
 * that `dump.sql.gz`, of which there never was a `dump.sql`, stays.
 */
export async function compressAssets(
  folder: string,
  { cwd, dryRun = false, onProgress = () => {} }: CompressAssetsOptions,
): Promise<AssetsReport> {
  const root = toRealFolder(folder, cwd);
  const paths = await listFiles(root);
  const sources = paths.filter((path) => isCompressible(toMediaType(path)));
  const before = await loadRecord(root);
  const fresh = await toVersions(root, sources);
  // First of all, or nobody would know the siblings of a run that is killed.
  if (!dryRun)
    await removeLeftovers(root).then(() => saveRecord(root, { ...before, ...fresh }, before));
  const orphans = await findOrphans(root, paths, before);
  const failures: { path: string; reason: string }[] = [];
  let done = 0;
  const outcomes = await inParallel(sources, availableParallelism(), async (path) => {
    const outcome = await compressFile(root, path, dryRun).catch((error: unknown): FileOutcome => {
      failures.push({ path, reason: toMessage(error) });
      return { version: fresh[path], siblings: [] };
    });
    onProgress({ done: (done += 1), total: sources.length, path });
    return outcome;
  });
  if (!dryRun) {
    for (const path of orphans) await rm(join(root, path), { force: true });
    const versions = sources.map((path, index) => [path, outcomes[index]?.version] as const);
    const known = versions.filter(([, version]) => version !== undefined);
    const after = Object.fromEntries(known) as SourceRecord;
    await saveRecord(root, after, { ...before, ...fresh });
  }
  const siblings = outcomes.flatMap((outcome) => outcome.siblings);
  return { folder: root, files: sources.length, siblings, orphans, failures };
}

async function toVersions(root: string, sources: readonly string[]): Promise<SourceRecord> {
  const versions = new Versions();
  const pairs = await inParallel(sources, availableParallelism(), async (path) => {
    const located = await locate(root, path);
    const version =
      located.kind === "file" ? await versions.compute(toState(located)).catch(() => "") : "";
    return [path, version] as const;
  });
  return Object.fromEntries(pairs.filter(([, version]) => version !== ""));
}

async function findOrphans(
  root: string,
  paths: readonly string[],
  record: SourceRecord,
): Promise<readonly string[]> {
  const there = new Set(paths);
  const orphans: string[] = [];
  for (const path of paths) {
    const row = siblingCodings.find(({ extension }) => path.endsWith(extension));
    const source = row === undefined ? "" : path.slice(0, -row.extension.length);
    const version = Object.hasOwn(record, source) ? record[source] : undefined;
    if (row === undefined || version === undefined || there.has(source)) continue;
    if (await holdsContent(row, join(root, path), { version })) orphans.push(path);
  }
  return orphans;
}

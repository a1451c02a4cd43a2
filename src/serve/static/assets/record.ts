/** What a folder's siblings were made from, so that those whose source is gone are known as ours. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "./replace-file.ts";

/** Versions of sources by their paths. */
export type SourceRecord = Readonly<Record<string, string>>;

/** Hidden, so that it is not served. */
const name = ".landfall-assets.json";

/** Reads the record; one that is damaged, or that somebody else wrote, says nothing. */
export async function loadRecord(root: string): Promise<SourceRecord> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(root, name), "utf8"));
    const sources = (parsed as { sources?: unknown } | null)?.sources;
    if (typeof sources !== "object" || sources === null) return {};
    const entries = Object.entries(sources).filter(([, version]) => typeof version === "string");
    return Object.fromEntries(entries) as SourceRecord;
  } catch {
    return {};
  }
}

/** Writes it when it says something else than before. */
export async function saveRecord(
  root: string,
  record: SourceRecord,
  before: SourceRecord,
): Promise<void> {
  const text = format(record);
  if (text !== format(before)) await replaceFile(join(root, name), Buffer.from(text), {});
}

function format(record: SourceRecord): string {
  const sources = Object.fromEntries(
    Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return `${JSON.stringify({ sources }, undefined, 2)}\n`;
}

/** The files of `--watch`: patterns as `fs.globSync` reads them, and the folders in which such files can appear. */

import { globSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Absolute paths of the files that the patterns match now. */
export function findMatches(patterns: readonly string[], folder: string): readonly string[] {
  if (patterns.length === 0) return [];
  return globSync([...patterns], { cwd: folder }).map((path) => resolve(folder, path));
}

/** The folders where the patterns begin. */
export function findBases(patterns: readonly string[], folder: string): readonly string[] {
  const plain = patterns.map((pattern) => {
    const parts = pattern.split("/");
    const magic = parts.findIndex((part) => /[*?[\]{}!()]/.test(part));
    return magic === -1
      ? dirname(pattern)
      : parts.slice(0, magic).join("/") || (pattern.startsWith("/") ? "/" : ".");
  });
  return [...new Set(plain.map((base) => resolve(folder, base)))];
}

/** The folder and those in it, without what no person edits. */
export function listFolders(folder: string): readonly string[] {
  const folders = [folder];
  for (const parent of folders) {
    for (const entry of readQuietly(parent)) {
      if (entry.isDirectory() && !skipped.has(entry.name)) folders.push(join(parent, entry.name));
    }
  }
  return folders;
}

const skipped = new Set(["node_modules", ".git", ".landfall"]);

function readQuietly(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

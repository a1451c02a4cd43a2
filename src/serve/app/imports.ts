/** Reads which files a source file imports, well enough to find the place of an error after it happened. */

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isFile } from "./discover-app.ts";
import { locateOffset, type SourceLocation } from "./location.ts";

/** An import as it is written, static or dynamic, or a require(). */
export interface WrittenImport {
  readonly specifier: string;
  readonly location: () => SourceLocation;
}

// A module that is imported without its extension, or as the JavaScript that it will be.
const endings = [
  "",
  ".ts",
  ".tsx",
  ".mts",
  ".cts",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
  "/index.ts",
  "/index.js",
];

// A project of this size is searched in a fraction of a second; a larger one may miss a line number.
const maximumFiles = 2_000;

/** The imports that a file writes, in their order; none if it cannot be read. */
export function readImports(file: string): WrittenImport[] {
  const text = readQuietly(file);
  const pattern = /\b(?:from|import|require)\s*\(?\s*(["'])([^"'\n]+)\1/g;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: match[2] ?? "",
    location: () =>
      locateOffset(file, text, match.index + match[0].length - (match[2] ?? "").length - 2),
  }));
}

/** The file and every file of the project that it leads to through relative imports. */
export function listReachable(entry: string): string[] {
  const reached = new Set([entry]);
  for (const file of reached) {
    const relatives = readImports(file).filter(({ specifier }) => /^\.{1,2}\//.test(specifier));
    for (const { specifier } of relatives) {
      const target = resolveRelative(file, specifier);
      if (target !== undefined && reached.size < maximumFiles) reached.add(target);
    }
  }
  return [...reached];
}

function resolveRelative(importer: string, specifier: string): string | undefined {
  const written = resolve(dirname(importer), specifier);
  const source = written.replace(/\.([cm]?)jsx?$/, "");
  const candidates = [
    ...endings.map((ending) => written + ending),
    ...endings.map((ending) => source + ending),
  ];
  return candidates.find(isFile);
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

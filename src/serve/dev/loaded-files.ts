/**
 * Which files the app consists of: every module that Node resolves, also later ones, CommonJS and JSON.
 * https://nodejs.org/api/module.html#moduleregisterhooksoptions
 */

import { registerHooks } from "node:module";
import { dirname, resolve as resolvePath } from "node:path";
import { fileURLToPath } from "node:url";
import { stampOf } from "./stamp.ts";

/** A file and the version that was loaded, or an older one: it is asked for before Node reads the file. */
export interface TrackedFile {
  readonly path: string;
  readonly stamp: string;
}

/** Reports each file once, in batches, from now on. What could not be found is reported where it was looked for. */
export function trackLoadedFiles(report: (files: readonly TrackedFile[]) => void): LoadedFiles {
  const files = new LoadedFiles(report);
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        const found = next(specifier, context);
        files.add(found.url);
        return found;
      } catch (error) {
        for (const path of guess(specifier, context.parentURL)) files.add(path);
        throw error;
      }
    },
  });
  return files;
}

/** The files so far. */
export class LoadedFiles {
  readonly #report: (files: readonly TrackedFile[]) => void;
  readonly #known = new Set<string>();
  #batch: TrackedFile[] = [];

  constructor(report: (files: readonly TrackedFile[]) => void) {
    this.#report = report;
  }

  /** Adds a file by its path or its URL; anything else is none. */
  add(place: string): void {
    const path = toPath(place);
    if (path === undefined || this.#known.has(path)) return;
    this.#known.add(path);
    if (this.#batch.length === 0) queueMicrotask(() => this.flush());
    this.#batch.push({ path, stamp: stampOf(path) });
  }

  /** Reports what waits: before the worker ends, too. */
  flush(): void {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length > 0) this.#report(batch);
  }
}

function toPath(place: string): string | undefined {
  if (place.startsWith("/")) return place;
  if (!place.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(place.split(/[?#]/, 1)[0] ?? place);
  } catch {
    return undefined;
  }
}

// A file that is written later makes the import good.
const endings = ["", ".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"];

function guess(specifier: string, parent: string | undefined): readonly string[] {
  const importer = parent === undefined ? undefined : toPath(parent);
  if (importer === undefined || !/^\.{0,2}\//.test(specifier)) return [];
  const path = resolvePath(dirname(importer), specifier);
  const bare = path.replace(/\.[cm]?jsx?$/, "");
  return [path, bare].flatMap((stem) => endings.map((ending) => stem + ending));
}

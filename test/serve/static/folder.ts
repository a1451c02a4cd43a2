/** A folder of files for one test, and the middleware over it; removed when the test is over. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import {
  type StaticFiles,
  staticFiles,
  type StaticOptions,
} from "../../../src/serve/static/index.ts";

/** What files hold, by their paths. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** When files of tests were written, unless they say otherwise: long ago. */
export const longAgo: Date = new Date("2024-05-06T07:08:09.500Z");

/** Writes files and gives them one time; returns the folder without links. */
export function createFolder(
  files: Files,
  remove: (undo: () => void) => void = onTestFinished,
): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "landfall-static-")));
  remove(() => rmSync(folder, { recursive: true, force: true }));
  writeInto(folder, files);
  return folder;
}

/** Writes files into a folder. */
export function writeInto(folder: string, files: Files, time: Date = longAgo): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, time, time);
  }
}

/** Middleware over a new folder. */
export function serveFolder(
  files: Files,
  options: Omit<StaticOptions, "root"> = {},
): StaticFiles & { readonly root: string } {
  return staticFiles({ root: createFolder(files), ...options });
}

/** Asks for a path; undefined is the app's. */
export async function ask(
  files: StaticFiles,
  path: string,
  init: RequestInit = {},
): Promise<Response | undefined> {
  return files.respond(new Request(`http://localhost${path}`, init));
}

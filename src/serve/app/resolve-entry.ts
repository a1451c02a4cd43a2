/** From the app's name to the file on disk that holds it. */

import { readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { nearestName } from "../../core/index.ts";
import { discoverApp, isFile } from "./discover-app.ts";
import { appErrors } from "./errors.ts";
import { resolvePackage } from "./resolve-package.ts";
import { type AppSpecifier, defaultSelection, type ExportSelection } from "./specifier.ts";

/** Where the app is. */
export interface ResolvedEntry {
  /** Absolute path. */
  readonly file: string;
  readonly selection: ExportSelection;
}

/** Looks an app's name up in the working folder; throws `APP_MISSING`, `APP_NAME_INVALID`, `APP_FILE_MISSING`. */
export function resolveEntry(specifier: AppSpecifier, cwd: string): ResolvedEntry {
  if (specifier.kind === "discover") {
    return { file: discoverApp(cwd), selection: specifier.selection };
  }
  const { text, target, selection } = specifier;
  const whole = resolve(cwd, text);
  if (isFile(whole)) return { file: whole, selection: defaultSelection };
  if (selection === "invalid") throw appErrors.fail.APP_NAME_INVALID({ text });
  const named = resolve(cwd, target);
  const file = isFile(named) ? named : resolvePackage(target, cwd);
  if (file !== undefined) return { file, selection };
  throw appErrors.fail.APP_FILE_MISSING({ target, folder: cwd, nearest: nearestFile(named, cwd) });
}

/** A file that exists and was probably meant, relative to `cwd`; looks in the named folder, then in the project. */
export function nearestFile(missing: string, cwd: string): string | undefined {
  for (const folder of new Set([missing, dirname(missing), cwd, join(cwd, "src")])) {
    const wanted = folder === missing ? "app" : basename(missing);
    const found = nearestName(wanted, listModules(folder));
    if (found !== undefined) return relative(cwd, join(folder, found));
  }
  return undefined;
}

function listModules(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.([cm]?[jt]s|[jt]sx|json)$/.test(name));
  } catch {
    return [];
  }
}

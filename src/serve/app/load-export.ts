/** Loads a value other than the app from a file of the project, in the way that the app is loaded. */

import { LandfallError } from "../../core/index.ts";
import { toLoadError } from "./app-error.ts";
import { chooseLoader, importFile, registerTsx } from "./import-file.ts";
import { formatPath } from "./location.ts";
import { resolveEntry } from "./resolve-entry.ts";
import { parseAppSpecifier } from "./specifier.ts";
import { type TakenExport, takeExport, type WantedExport } from "./take-export.ts";

/** What to load. */
export interface ExportRequest {
  /** `FILE`, `FILE#name`, `FILE#make()`, or a package in place of the file. */
  readonly specifier: string;
  /** Absolute; names are relative to it, messages too. */
  readonly cwd: string;
  /** Node's own type stripping instead of tsx. */
  readonly stripTypes: boolean;
  readonly wanted: Omit<WantedExport, "entry">;
}

/** A loaded value and the file that it comes from. */
export interface LoadedExport extends TakenExport {
  /** Absolute path. */
  readonly file: string;
}

/** Finds the file without loading it; throws `APP_NAME_INVALID`, `APP_FILE_MISSING`. */
export function findExport({ specifier, cwd }: Pick<ExportRequest, "specifier" | "cwd">): string {
  return resolveEntry(parseAppSpecifier(specifier), cwd).file;
}

/** Loads the value into this process; every failure is a `LandfallError` whose message is one line. */
export async function loadExport(request: ExportRequest): Promise<LoadedExport> {
  const { specifier, cwd, stripTypes, wanted } = request;
  const { file, selection } = resolveEntry(parseAppSpecifier(specifier), cwd);
  const loader = chooseLoader(file, stripTypes);
  if (loader === "tsx") await registerTsx(cwd);
  try {
    const module = await importFile(file, loader);
    const entry = formatPath(file, cwd);
    return { ...(await takeExport(module, selection, { ...wanted, entry })), file };
  } catch (thrown) {
    throw thrown instanceof LandfallError ? thrown : toLoadError(thrown, { file, cwd });
  }
}

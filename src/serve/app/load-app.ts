/** Loads an app: from its name to a handler (row A9: naming what to load). */

import { LandfallError } from "../../core/index.ts";
import { toLoadError } from "./app-error.ts";
import { type AppLoader, chooseLoader, importFile, registerTsx } from "./import-file.ts";
import { formatPath } from "./location.ts";
import { type PickedExport, pickExport } from "./pick-export.ts";
import { resolveEntry } from "./resolve-entry.ts";
import type { LoadedApp } from "./shapes/contract.ts";
import { type ExportSelection, parseAppSpecifier } from "./specifier.ts";

/** What to load. */
export interface LoadRequest {
  /** The app's name as it was typed; nothing means discovery. */
  readonly specifier: string | undefined;
  /** Absolute; names are relative to it, messages too. */
  readonly cwd: string;
  /** Node's own type stripping instead of tsx. */
  readonly stripTypes: boolean;
}

/** A loaded app and how it came to be. */
export interface LoadResult {
  readonly app: LoadedApp;
  /** The name of its shape, e.g. `hono`. */
  readonly shape: string;
  readonly loader: AppLoader;
  /** Absolute path of the entry. */
  readonly file: string;
  /** A sentence for the log: `the default export of app.ts is a Hono app`. */
  readonly reason: string;
}

/** Loads the app once into this process; every failure is a `LandfallError` whose message is one line. */
export async function loadApp({ specifier, cwd, stripTypes }: LoadRequest): Promise<LoadResult> {
  const { file, selection } = resolveEntry(parseAppSpecifier(specifier), cwd);
  const loader = chooseLoader(file, stripTypes);
  if (loader === "tsx") await registerTsx(cwd);
  const { value, shape, reason } = await importExport(file, selection, cwd);
  return { app: shape.adapt(value, { file }), shape: shape.name, loader, file, reason };
}

async function importExport(
  file: string,
  selection: ExportSelection,
  cwd: string,
): Promise<PickedExport> {
  try {
    return await pickExport(await importFile(file), selection, formatPath(file, cwd));
  } catch (thrown) {
    throw thrown instanceof LandfallError ? thrown : toLoadError(thrown, { file, cwd });
  }
}

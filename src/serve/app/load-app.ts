/** Loads an app: from its name to a handler (row A9: naming what to load, and what listens by itself). */

import { LandfallError } from "../../core/index.ts";
import { toLoadError } from "./app-error.ts";
import { appErrors } from "./errors.ts";
import { type AppLoader, chooseLoader, importFile, registerTsx } from "./import-file.ts";
import type { ListenCapture } from "./listen-capture.ts";
import { formatPath } from "./location.ts";
import { type PickedExport, pickExport, recogniseApp } from "./pick-export.ts";
import { resolveEntry } from "./resolve-entry.ts";
import type { LoadedApp } from "./shapes/contract.ts";
import { httpServer } from "./shapes/http-server.ts";
import { defaultSelection, type ExportSelection, parseAppSpecifier } from "./specifier.ts";

/** What to load. */
export interface LoadRequest {
  /** The app's name as it was typed; nothing means discovery. */
  readonly specifier: string | undefined;
  /** Absolute; names are relative to it, messages too. */
  readonly cwd: string;
  /** Node's own type stripping instead of tsx. */
  readonly stripTypes: boolean;
  /** In a worker: what a module that listens by itself is redirected by. */
  readonly capture?: ListenCapture | undefined;
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
export async function loadApp(request: LoadRequest): Promise<LoadResult> {
  const { specifier, cwd, stripTypes } = request;
  const { file, selection } = resolveEntry(parseAppSpecifier(specifier), cwd);
  const loader = chooseLoader(file, stripTypes);
  if (loader === "tsx") await registerTsx(cwd);
  const { value, shape, reason } = await importApp({ file, selection, loader }, request);
  return { app: shape.adapt(value, { file }), shape: shape.name, loader, file, reason };
}

interface Importing {
  readonly file: string;
  readonly selection: ExportSelection;
  readonly loader: AppLoader;
}

async function importApp(
  { file, selection, loader }: Importing,
  { cwd, capture }: LoadRequest,
): Promise<PickedExport> {
  const entry = formatPath(file, cwd);
  try {
    const module = await importFile(file, loader);
    const picked = await pickExport(module, selection, entry).catch((thrown: unknown) => {
      if (capture === undefined || !mayListen(thrown, selection)) throw thrown;
      return pickServer(capture, entry, thrown);
    });
    const captured = capture?.first;
    if (captured === undefined || captured.server === picked.value) return picked;
    return { ...picked, reason: `${picked.reason}; ${describeListen(captured.asked)}` };
  } catch (thrown) {
    throw thrown instanceof LandfallError ? thrown : toLoadError(thrown, { file, cwd });
  }
}

/** A module without an app in it; one that was named by `#name` is missing, whoever listens. */
function mayListen(thrown: unknown, selection: ExportSelection): boolean {
  const isMissing =
    thrown instanceof LandfallError && /^APP_(?:EXPORT_MISSING|SHAPE_UNKNOWN)$/.test(thrown.code);
  return isMissing && selection.name === defaultSelection.name && !selection.call;
}

async function pickServer(
  capture: ListenCapture,
  entry: string,
  thrown: unknown,
): Promise<PickedExport> {
  const captured = await capture.waitForFirst();
  if (captured === undefined && capture.given !== undefined) {
    const run = { subject: `what ${entry} gives to run()`, verb: "is" };
    const { reason, ...picked } = recogniseApp(capture.given.app, run);
    return { ...picked, reason: `${reason}; run() was given Landfall's address` };
  }
  if (captured !== undefined) {
    const reason = `${entry} listens by itself ${captured.asked}; ${describeListen()}`;
    return { value: captured.server, shape: httpServer, reason };
  }
  if (capture.secure === undefined) throw thrown;
  throw appErrors.fail.APP_LISTENS_SECURELY({ entry, where: capture.secure });
}

function describeListen(asked?: string): string {
  return `its listen()${asked === undefined ? "" : ` ${asked}`} was given Landfall's address`;
}

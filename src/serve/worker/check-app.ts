/** `landfall check` in a worker: everything up to `start()`, which may open what a check must not touch. */

import { systemClock } from "../../core/index.ts";
import { installWebGlobals } from "../../http/index.ts";
import { loadApp } from "../app/index.ts";
import type { WorkerAssignment } from "../channel/index.ts";
import { resolveServer } from "../engines/index.ts";
import { AppSignals } from "./app-signals.ts";
import { type Booted, type BootPlace, captureListening, type WorkerSettings } from "./boot.ts";

/** Loads app and server adapter as a start would; whatever it throws is the reason why a worker could not start. */
export async function checkApp(
  assignment: WorkerAssignment,
  place: BootPlace,
): Promise<Pick<Booted, "description" | "file">> {
  const settings = assignment.settings as unknown as WorkerSettings;
  const { app, stripTypes, nativeResponse } = settings;
  const cwd = place.folder;
  if (!nativeResponse) installWebGlobals();
  // A module that listens by itself must not do so here either.
  const capture = captureListening(assignment.sockets, place);
  new AppSignals(systemClock).install();
  const loaded = await loadApp({ specifier: app, cwd, stripTypes, capture });
  const choice = await resolveServer({ ...settings, cwd, app: loaded.app });
  const description = `${loaded.reason}; server ${choice.adapter.name} (${choice.reason})`;
  return { description, file: loaded.file };
}

/** Starts a loaded app, and says in one line why it would not. */

import type { StartInfo } from "../../http/index.ts";
import { type AppEntry, toStartError } from "./app-error.ts";
import type { LoadedApp } from "./shapes/contract.ts";

/** Runs the app's `start()`, if it has one; throws `APP_START_FAILED`. */
export async function startApp(app: LoadedApp, info: StartInfo, entry: AppEntry): Promise<void> {
  try {
    await app.start?.(info);
  } catch (thrown) {
    throw toStartError(thrown, entry);
  }
}

/** Says when something below a folder changes; many changes at once are one. */

import { type FSWatcher, watch } from "node:fs";
import { millis, systemClock } from "../../../core/index.ts";
import { toRealFolder } from "../static-options.ts";

/** How long a folder has to be quiet, as builds write many files, and how often it may fail to be. */
const quiet = millis(100);
const patience = 10;

/** What a watch has seen. */
interface Watch {
  readonly watcher: FSWatcher;
  changes: number;
  wake(): void;
}

/** Watches from now on; yields once for each burst of changes, until whoever iterates stops. Our own hidden files are none. */
export function watchFolder(folder: string, cwd: string): AsyncGenerator<void, void> {
  const watcher = watch(toRealFolder(folder, cwd), { recursive: true });
  const state: Watch = { watcher, changes: 0, wake: () => {} };
  watcher.on("change", (_kind, name) => {
    if (/(?:^|[\\/])\.landfall-/.test(String(name))) return;
    state.changes += 1;
    state.wake();
  });
  return follow(state);
}

async function* follow(state: Watch): AsyncGenerator<void, void> {
  const failed = new Promise<never>((_, reject) => state.watcher.on("error", reject));
  failed.catch(() => {});
  try {
    for (let seen = 0; ; seen = state.changes) {
      const changed = new Promise<void>((resolve) => (state.wake = resolve));
      if (seen === state.changes) await Promise.race([changed, failed]);
      for (let round = 0, before = -1; round < patience && before !== state.changes; round += 1) {
        before = state.changes;
        await systemClock.sleep(quiet);
      }
      yield;
    }
  } finally {
    state.watcher.close();
  }
}

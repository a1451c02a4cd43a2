/** For `run()` in a process that serves already: a worker, which gives it its own address, so that nothing starts twice. */

import type { ListenAddress } from "./listen-address.ts";

/** Whoever serves this process. */
export interface RunHost {
  /** Takes the app, and says where it is served; undefined for one too many. */
  take(app: unknown): ListenAddress | undefined;
}

// The app may have another copy of this package than the worker that loads it.
const current: unique symbol = Symbol.for("landfall.run-host") as never;

type Global = typeof globalThis & { [current]?: RunHost | undefined };

/** Makes it the one that `run()` asks; undefined for nobody. */
export function useRunHost(host: RunHost | undefined): void {
  (globalThis as Global)[current] = host;
}

/** Who serves this process, if it is not `run()` that has to. */
export function findRunHost(): RunHost | undefined {
  return (globalThis as Global)[current];
}

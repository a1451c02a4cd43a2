/** `assetUrl` for everybody: what the process serves, also when the app has another copy of this package. */

import type { AssetUrlOptions } from "./asset-url.ts";
import { staticErrors } from "./errors.ts";

/** Whoever knows the URLs of files. */
export interface AssetSource {
  readonly assetUrl: (path: string, options?: AssetUrlOptions) => string;
}

const current: unique symbol = Symbol.for("landfall.assets") as never;

type Global = typeof globalThis & { [current]?: AssetSource | undefined };

/** Makes these the files that `assetUrl` speaks of; workers do it for the first `--static`. */
export function useAssets(files: AssetSource): void {
  (globalThis as Global)[current] = files;
}

/** The URL of a file with the version of what it holds; throws `ASSETS_NOT_CONFIGURED` while nobody serves files. */
export function assetUrl(path: string, options?: AssetUrlOptions): string {
  const files = (globalThis as Global)[current];
  if (files === undefined) throw staticErrors.fail.ASSETS_NOT_CONFIGURED({ path });
  return files.assetUrl(path, options);
}

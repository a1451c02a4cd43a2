/** The stylesheet, the script and the icon: their URLs say what they hold, so browsers keep them for ever. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type StaticFiles, staticFiles } from "landfall/static";

const folder = join(import.meta.dirname, "assets");

/** Everything below /assets/. A file that changes has another URL on the next page that names it. */
export const assets: StaticFiles = staticFiles({ root: folder, prefix: "/assets/" });

/** The text of a file in the folder `assets`. */
export function readAsset(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** `landfall assets …`: the files that a site serves from folders. */

import { compress } from "./assets/compress.ts";
import { list } from "./assets/list.ts";
import { manifest } from "./assets/manifest.ts";
import type { CommandGroup } from "./contract.ts";

/** Everything about static files that is not serving them. */
export const assets: CommandGroup<"assets"> = {
  name: "assets",
  summary: "Compress, list and name the files that --static serves.",
  commands: [compress, list, manifest],
};

/** Leaves the sending to the web server in front: it gets a field with the file's place instead of the content. */

import { encodeFilePath } from "./asset-path.ts";
import type { Asset } from "./asset.ts";

/** What the server in front understands. */
export type Offload =
  /** nginx: an `internal` location, which begins and ends with a slash, over the same folder. */
  | { readonly kind: "x-accel-redirect"; readonly location: string }
  /** Apache with mod_xsendfile, lighttpd: the file's own path, which they must be allowed to read. */
  | { readonly kind: "x-sendfile" };

/** The name and the value of the field. */
export function toOffloadField(offload: Offload, asset: Asset): readonly string[] {
  switch (offload.kind) {
    case "x-accel-redirect":
      return [offload.kind, offload.location + encodeFilePath(asset.path)];
    case "x-sendfile":
      return [offload.kind, encodeURI(asset.file)];
    default:
      return offload satisfies never;
  }
}

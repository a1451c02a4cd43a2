/** The stylesheet, the script and the icon, read once when a worker starts. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Hono } from "hono";
import { etag } from "hono/etag";

const types = {
  "guestbook.css": "text/css; charset=utf-8",
  "guestbook.js": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/** Routes below /assets. Browsers ask each time whether a file is still the same: a reload may bring a new one. */
export function createAssets(): Hono {
  const assets = new Hono().use(etag());
  for (const [name, type] of Object.entries(types)) {
    const content = readAsset(name);
    const headers = { "content-type": type, "cache-control": "no-cache" };
    assets.get(`/${name}`, (c) => c.body(content, 200, headers));
  }
  return assets;
}

/** The text of a file in the folder `assets`. */
export function readAsset(name: string): string {
  return readFileSync(join(import.meta.dirname, "assets", name), "utf8");
}

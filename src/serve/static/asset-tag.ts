/** HTML for files: the element that a page includes a file with, by what the file is. */

import { staticErrors } from "./errors.ts";
import { toMediaType } from "./media-types.ts";

/** Attributes by name; true for one without a value. */
export type TagAttributes = Readonly<Record<string, string | true>>;

/** Writes the element for a file; throws `ASSET_TAG_UNKNOWN` for a kind of file that pages do not include. */
export function formatAssetTag(path: string, url: string, attributes: TagAttributes = {}): string {
  const type = toMediaType(path);
  if (type.startsWith("text/css")) {
    return formatElement("link", { rel: "stylesheet", href: url, ...attributes });
  }
  if (type.startsWith("text/javascript")) {
    return `${formatElement("script", { type: "module", src: url, ...attributes })}</script>`;
  }
  if (path.endsWith(".ico"))
    return formatElement("link", { rel: "icon", href: url, ...attributes });
  if (type.startsWith("image/")) return formatElement("img", { src: url, alt: "", ...attributes });
  if (type.startsWith("font/")) {
    const preload = { rel: "preload", as: "font", type, crossorigin: true, href: url } as const;
    return formatElement("link", { ...preload, ...attributes });
  }
  throw staticErrors.fail.ASSET_TAG_UNKNOWN({ path, type });
}

/** Writes a start tag; nothing in a value can end it. */
export function formatElement(name: string, attributes: TagAttributes): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === true ? ` ${key}` : ` ${key}="${escapeAttribute(value)}"`,
  );
  return `<${name}${written.join("")}>`;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  '"': "&quot;",
  "<": "&lt;",
  ">": "&gt;",
};

function escapeAttribute(value: string): string {
  return value.replace(/[&"<>]/g, (letter) => escapes[letter] as string);
}

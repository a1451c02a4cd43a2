/** Which pages may open a WebSocket: browsers ask nobody, and send cookies along (RFC 6455 §10.2). */

import type { UpgradeOptions } from "./served-web-socket.ts";

/**
 * Whether the page of this Origin may connect to this URL. Without an Origin no browser asks. A page of the same host is
 * the app's own; one that came in plain text may not speak to https, as anybody on its way could have written it. One that
 * came over https may speak to http, which is what a request looks like behind a proxy that nobody has declared.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  url: string,
  allowed: UpgradeOptions["origins"] = [],
): boolean {
  if (origin === undefined || allowed === "any" || allowed.includes(origin)) return true;
  if (!isOrigin(origin)) return false;
  const page = new URL(origin);
  const own = new URL(url);
  const isSafe =
    page.protocol === "https:" || (page.protocol === "http:" && own.protocol === "http:");
  return isSafe && page.host === own.host;
}

/** Whether this is what a browser writes: a scheme and a host, perhaps a port, and nothing behind it. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

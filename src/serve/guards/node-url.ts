/** The URL of a request as node:http shows it (RFC 9112 §3.2). */

import type { IncomingMessage } from "node:http";
import type { RequestContext } from "../../http/index.ts";

/** What names no host that a URL can hold is at a host that is nobody's. */
export function readNodeUrl(
  incoming: IncomingMessage & { originalUrl?: string },
  context: RequestContext,
): URL {
  const target = incoming.originalUrl ?? incoming.url ?? "/";
  const { headers } = incoming;
  const { forwardedHost } = context as RequestContext & { readonly forwardedHost?: string };
  const host = forwardedHost ?? headers.host ?? headers[":authority"]?.toString() ?? "";
  if (target.startsWith("/")) return toUrl(host, target);
  const { host: own = host, pathname = "/", search = "" } = URL.parse(target) ?? {};
  return toUrl(forwardedHost ?? own, pathname.startsWith("/") ? pathname + search : "/");
}

function toUrl(host: string, path: string): URL {
  const isHost = /^[^/?#@\\\s]+$/.test(host);
  return (isHost ? URL.parse(`http://${host}${path}`) : null) ?? new URL(`http://host.invalid/`);
}

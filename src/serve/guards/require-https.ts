/** https only (row G5): who reads is sent there, everybody else is refused (RFC 9110 §15.4.9, §15.5.4, §15.5.20). */

import {
  createGuard,
  type Guard,
  type GuardedRequest,
  pass,
  refuse,
  type Verdict,
} from "./guard.ts";
import { createHostTest, type HostTest } from "./host-list.ts";
import { formatHsts, type HstsOptions } from "./hsts.ts";

/** How https is required. */
export interface RequireHttpsOptions {
  /**
   * The names of this site: `example.com`, `*.example.com`. Who asks for another one is not sent on, because that name comes
   * from the client. `any` where only names of yours can get through to the app.
   */
  readonly hosts: readonly string[] | "any";
  /** What redirects; 308 by default. */
  readonly status?: 308 | 301;
  /** Where https is; 443 by default. */
  readonly port?: number;
  /** Serve this very machine without https, e.g. while developing; false by default. */
  readonly allowLocal?: boolean;
  /** Makes browsers keep to https; false by default, because it outlasts this line by months. */
  readonly hsts?: boolean | HstsOptions;
}

/** A guard that lets only https through, as `context.scheme` knows it. Throws `GUARD_HOST_INVALID`, `GUARD_HSTS_INVALID`. */
export function requireHttps(options: RequireHttpsOptions): Guard {
  const isOurs = createHostTest(options.hosts);
  const { hsts = false } = options;
  const field = hsts === false ? undefined : formatHsts(hsts === true ? {} : hsts);
  const secure: Verdict =
    field === undefined ? pass : { kind: "pass", fields: { "strict-transport-security": field } };
  return createGuard("requireHttps", (request) => {
    const { context } = request;
    if (context.scheme === "https") return secure;
    if (options.allowLocal === true && context.isLocal) return pass;
    return judgePlain(request, options, isOurs);
  });
}

/** What has a body has already gone over the wire, and a redirect would only hide that. */
function judgePlain(
  { method, url, field, context }: GuardedRequest,
  { status = 308, port = 443 }: RequireHttpsOptions,
  isOurs: HostTest,
): Verdict {
  if (!isOurs(url.hostname)) return refuse(421, "Misdirected Request");
  const isRead = method === "GET" || method === "HEAD";
  // No client of a WebSocket follows a redirect.
  if (!isRead || field("upgrade") !== undefined) return refuse(403, "https only");
  const authority = port === 443 ? url.hostname : `${url.hostname}:${port}`;
  const location = `https://${authority}${context.basePath}${url.pathname}${url.search}`;
  return refuse(status, location, { location });
}

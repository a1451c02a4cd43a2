/** The URL that a request asks for, from its target and its Host field (RFC 9112 §3.2 and §3.3). */

/** What the first lines of a request say about its URL. */
export interface RequestTarget {
  readonly method: string;
  readonly target: string;
  /** The Host field; undefined when there is none, as HTTP/1.0 allows. */
  readonly host: string | undefined;
  readonly scheme: "http" | "https";
  /** `host:port` of our own end, for requests that name no host. */
  readonly authority: string;
  /** Stands in place of every other host: what a trusted proxy was asked for, fit for a URL. */
  readonly forwardedHost?: string | undefined;
}

/** A host that can stand in a URL as it is: nothing in it may end the authority or begin credentials. */
const authority = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d{0,5})?$/i;
const absoluteForm = /^https?:\/\/([^/?#]*)([^#]*)/i;

/** The absolute URL, or undefined when target or host are malformed. The scheme is the client's way to us, never the target's. */
export function resolveTarget(request: RequestTarget): string | undefined {
  const { method, target, host, scheme, forwardedHost } = request;
  if (host !== undefined && host !== "" && !authority.test(host)) return undefined;
  const origin = `${scheme}://${forwardedHost ?? (host || request.authority)}`;
  if (target.startsWith("/")) return origin + target;
  if (target === "*") return method === "OPTIONS" ? `${origin}/` : undefined;
  const absolute = absoluteForm.exec(target);
  if (absolute === null || !authority.test(absolute[1] ?? "")) return undefined;
  const [, named, rest = ""] = absolute;
  const path = rest.startsWith("/") ? rest : `/${rest}`; // else a slash in the query would look like the path
  return `${scheme}://${forwardedHost ?? named}${path}`;
}

/** Hosts seen lately as a URL shows them; a site has few, an attacker must not fill the memory. */
const origins = new Map<string, string>();
const mostOrigins = 1_000;
/** A path and query that a URL shows unchanged: nothing to encode, no dot segments. */
const normalPath = /^\/[\w\-~!$&'()*+,;=:@%/.]*(?:\?[\w\-~!$&()*+,;=:@%/.?]*)?$/;
const dotSegment = /\/(?:\.|%2e)/i;

/** The origin that was asked for last: nearly every request names the same one. */
let last = { scheme: "", host: "", origin: "" };

/**
 * The origin of a request whose URL is that and its target, letter by letter; undefined for one that has to be looked
 * at more closely. This is what nearly every request is.
 */
export function plainOrigin(target: string, host: string, scheme: string): string | undefined {
  if (!normalPath.test(target) || dotSegment.test(target)) return undefined;
  if (host === last.host && scheme === last.scheme) return last.origin;
  if (!authority.test(host) || !URL.canParse(`${scheme}://${host}`)) return undefined;
  last = { scheme, host, origin: normaliseOrigin(`${scheme}://${host}`) };
  return last.origin;
}

/** The URL as a native Request would show it (URL standard, "basic URL parser"); throws for one that is none. */
export function normaliseUrl(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const path = url.slice(start);
  if (!normalPath.test(path) || dotSegment.test(path)) return new URL(url).href;
  return normaliseOrigin(url.slice(0, start)) + path;
}

function normaliseOrigin(origin: string): string {
  const known = origins.get(origin);
  if (known !== undefined) return known;
  const normal = new URL(origin).origin;
  if (origins.size >= mostOrigins) origins.clear();
  origins.set(origin, normal);
  return normal;
}

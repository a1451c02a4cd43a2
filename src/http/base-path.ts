/** Apps under a prefix: it is taken off what comes in and put before what goes out. */

import type { RequestContext } from "./context.ts";

/** Where a request's path stands to the base path. */
export type BasePathMatch =
  | { readonly kind: "inside"; readonly url: string }
  /** The base path itself, without the slash after it, and the query. */
  | { readonly kind: "bare"; readonly search: string }
  | { readonly kind: "outside" };

/** Takes the base path off an absolute URL, after dots in it are resolved, so that no path climbs out. */
export function stripBasePath(absolute: string, basePath: string): BasePathMatch {
  if (basePath === "") return { kind: "inside", url: absolute };
  const url = new URL(absolute);
  const { pathname, search } = url;
  if (pathname === basePath) return { kind: "bare", search };
  if (!pathname.startsWith(`${basePath}/`)) return { kind: "outside" };
  url.pathname = pathname.slice(basePath.length);
  return { kind: "inside", url: url.href };
}

/** The path by which a visitor reaches `path` of the app: for links, redirects, cookies. */
export function withBasePath(context: Pick<RequestContext, "basePath">, path: string): string {
  return context.basePath + path;
}

/** Mounting a handler under a prefix: it sees its own path only, as a mounted Express app does (row A18). */

import type { IncomingMessage } from "node:http";
import type { App, Handler } from "./app.ts";
import { plainAnswer } from "./plain-answer.ts";
import { httpErrors } from "./errors.ts";

/** Where a mounted request keeps what was taken off its path; global, as the app may have another copy of this. */
const mountedAt: unique symbol = Symbol.for("landfall.mounted-at") as never;

type Mounted = Request & { [mountedAt]?: string };

/** What Express and its middleware know a mounted request by. */
type MountedIncoming = IncomingMessage & { originalUrl?: string | undefined; baseUrl?: string };

/** Serves `app` under `prefix` with the prefix taken off the URL; any other path is a 404. */
export function mount(prefix: string, app: App | Handler): Handler {
  const path = parsePrefix(prefix);
  const handler = toHandler(app);
  return (request, context) => {
    const url = new URL(request.url);
    if (url.pathname !== path && !url.pathname.startsWith(`${path}/`)) {
      return plainAnswer(404, "Not Found\n");
    }
    const inner = url.pathname.slice(path.length) || "/";
    const mounted: Mounted = new Request(`${url.origin}${inner}${url.search}`, request);
    mounted[mountedAt] = ((request as Mounted)[mountedAt] ?? "") + path;
    return handler(mounted, context);
  };
}

/** The handler of an app, called through the app. */
export function toHandler(app: App | Handler): Handler {
  return typeof app === "function" ? app : (request, context) => app.fetch(request, context);
}

/** Takes off Node's own request what was taken off the web one, and leaves the marks by which Express knows it. */
export function enterMount(request: Mounted, incoming: MountedIncoming): void {
  const prefix = request[mountedAt];
  if (prefix === undefined) return;
  const written = incoming.url ?? "/";
  incoming.originalUrl ??= written;
  incoming.baseUrl = prefix;
  incoming.url = written.startsWith(prefix) ? written.slice(prefix.length) : pathOf(request.url);
  if (!incoming.url.startsWith("/")) incoming.url = `/${incoming.url}`;
}

function parsePrefix(prefix: string): string {
  const path = prefix.replace(/\/+$/, "");
  if (!/^\/[^?#]*$/.test(path)) throw httpErrors.fail.MOUNT_PREFIX_INVALID({ prefix });
  return new URL(path, "http://localhost").pathname;
}

/** Path and query of an absolute URL. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

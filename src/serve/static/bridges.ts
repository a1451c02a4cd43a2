/** Static files in frameworks that have middleware of their own: Hono, and Express or connect. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeMiddleware, type Next } from "../../http/index.ts";
import type { StaticFiles } from "./static-files.ts";

/** What of Hono's context is needed. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  readonly env?: unknown;
}

/** Middleware for Hono and whatever hands a web Request on the same way. */
export function toHonoMiddleware(
  files: StaticFiles,
): (context: HonoContext, next: () => Promise<void>) => Promise<Response | undefined> {
  return async ({ req, env }, next) => {
    const landfall = (env as { landfall?: { basePath: string } } | undefined)?.landfall;
    const answer = await files.respond(req.raw, landfall);
    if (answer !== undefined) return answer;
    await next();
    return undefined;
  };
}

/** Middleware for Express and connect. The prefix is compared with the whole path, wherever it is mounted. */
export function toExpressMiddleware(
  files: StaticFiles,
): (incoming: IncomingMessage, outgoing: ServerResponse, next: Next) => void {
  return toNodeMiddleware((request, context) => files.respondDirectly(request, context));
}

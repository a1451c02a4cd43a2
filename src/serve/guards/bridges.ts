/** Guards in frameworks that have middleware of their own: Hono, and Express or connect. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { type Next, readNodeContext, type RequestContext, trackContext } from "../../http/index.ts";
import { guardErrors } from "./errors.ts";
import { type Guard, toGuarded, toResponse, withFields } from "./guard.ts";
import { readNodeUrl } from "./node-url.ts";

/** What of Hono's context is needed. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  readonly env?: unknown;
  res: Response;
}

/** Middleware for Hono. Without Landfall's context it throws `GUARD_CONTEXT_MISSING`: nobody says who asks. */
export function toHonoMiddleware(
  guard: Guard,
): (hono: HonoContext, next: () => Promise<void>) => Promise<Response | undefined> {
  return async (hono, next) => {
    const context = (hono.env as { landfall?: RequestContext } | undefined)?.landfall;
    if (context === undefined) throw guardErrors.fail.GUARD_CONTEXT_MISSING({ guard: guard.name });
    const verdict = guard.judge(toGuarded(hono.req.raw, context));
    if (verdict.kind === "refuse") return toResponse(verdict);
    await next();
    const answer = withFields(hono.res, verdict.fields);
    if (answer !== hono.res) hono.res = answer;
    return undefined;
  };
}

/**
 * Middleware for Express and connect; make it while the app loads, so that requests bring Landfall's context along. On
 * another server only the connection itself is believed, and no proxy.
 */
export function toExpressMiddleware(
  guard: Guard,
): (
  incoming: IncomingMessage & { originalUrl?: string },
  outgoing: ServerResponse,
  next: Next,
) => void {
  const currentContext = trackContext();
  return (incoming, outgoing, next) => {
    const context = currentContext() ?? readNodeContext(incoming);
    const { method = "GET", headers } = incoming;
    const field = (name: string): string | undefined => headers[name]?.toString();
    const verdict = guard.judge({
      method,
      get url() {
        return readNodeUrl(incoming, context);
      },
      field,
      context,
    });
    for (const [name, value] of Object.entries(verdict.fields)) outgoing.setHeader(name, value);
    if (verdict.kind === "pass") return next();
    const fields = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
    outgoing.writeHead(verdict.status, fields);
    outgoing.end(method === "HEAD" ? undefined : verdict.text);
  };
}

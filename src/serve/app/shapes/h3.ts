/** An h3 app of version 2, a fetch object; what its events know of the request comes with the Request. */

import type { RequestContext } from "../../../http/index.ts";
import { hasMembers } from "../members.ts";
import type { AppShape } from "./contract.ts";

/** What h3 asks of a server's Request, by srvx's names. */
interface RequestOfServer extends Request {
  context?: Record<string, unknown>;
  ip?: string;
  waitUntil?: (promise: Promise<unknown>) => void;
}

/** What `new H3()` makes. */
export interface H3Like {
  fetch(request: Request): Response | Promise<Response>;
}

/** h3 2: our context is `event.context.landfall`. */
export const h3: AppShape<H3Like, "h3"> = {
  name: "h3",
  noun: "an h3 app",
  summary: "an h3 app",
  matches: (value): value is H3Like =>
    hasMembers(value, {
      fetch: "function",
      handler: "function",
      use: "function",
      config: "object",
      "~routes": "object",
    }),
  adapt: (app) => ({
    handler: (request, context) => app.fetch(introduce(request, context)),
  }),
};

function introduce(request: RequestOfServer, context: RequestContext): Request {
  request.context = { landfall: context };
  request.ip = context.client.address;
  request.waitUntil = (promise) => context.waitUntil(promise);
  return request;
}

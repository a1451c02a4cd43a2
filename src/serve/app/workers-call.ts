/**
 * Calls an app as Workers platforms do, `fetch(request, env, executionContext)`, beside our own
 * `fetch(request, context)`. https://developers.cloudflare.com/workers/runtime-apis/handlers/fetch/
 */

import type { Handler, RequestContext } from "../../http/index.ts";

/** A fetch function that may know three arguments. */
export type WorkersFetch = (
  request: Request,
  env: object,
  execution: WorkersExecution,
) => Response | Promise<Response>;

/** What such an app gets as its third argument. */
export interface WorkersExecution {
  readonly props: Readonly<Record<string, never>>;
  waitUntil(promise: Promise<unknown>): void;
  /** Asks an edge to pass errors on to the origin; here is no other origin. */
  passThroughOnException(): void;
}

/** Hands our context over as `env.landfall`. */
export function callWithEnvironment(fetch: WorkersFetch): Handler {
  return (request, context) => fetch(request, { landfall: context }, toExecution(context));
}

/**
 * Chooses by the number of parameters that a fetch function declares.
 *
 * - Two: our contract, called so and no otherwise.
 * - Three: only Workers apps have that many.
 * - One or none: `fetch(request)` of ours, or a framework's bound function, e.g. `{ fetch: app.fetch }` with Hono,
 *   whose fetch is `(request, ...rest)`. The two cannot be told apart, so both are served: the second argument is
 *   our context, as promised, which also answers to `landfall` with itself, and the third one goes unnoticed
 *   by whoever does not ask for it.
 */
export function callByArity(arity: number, fetch: WorkersFetch): Handler {
  if (arity === 2) return fetch as unknown as Handler;
  if (arity > 2) return callWithEnvironment(fetch);
  return (request, context) => fetch(request, withItself(context), toExecution(context));
}

/** The same object, not a copy: a context may have private members. Does nothing if it knows `landfall` already. */
function withItself(context: RequestContext): RequestContext {
  if ("landfall" in context || !Object.isExtensible(context)) return context;
  return Object.defineProperty(context, "landfall", { value: context });
}

/** Closures, not methods: frameworks take `waitUntil` out of the object. */
function toExecution(context: RequestContext): WorkersExecution {
  return {
    props: {},
    waitUntil: (promise) => context.waitUntil(promise),
    passThroughOnException: () => {},
  };
}

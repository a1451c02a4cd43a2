/** The context of the request that is being answered, wherever in the code that is; costs nothing unless the app asks. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { Handler } from "./app.ts";
import type { RequestContext } from "./context.ts";

type Storage = AsyncLocalStorage<RequestContext>;

/** A global symbol, as the app may have another copy of this package than the server. */
const storageKey: unique symbol = Symbol.for("landfall.current-context") as never;

type Holder = { [storageKey]?: Storage };

/**
 * Turns tracking on; call it once while the app loads, and keep the function that it returns. That gives the context
 * of the request in whose course it is called, or undefined outside of any.
 */
export function trackContext(): () => RequestContext | undefined {
  const storage = ((globalThis as Holder)[storageKey] ??= new AsyncLocalStorage<RequestContext>());
  return () => storage.getStore();
}

/** The same handler, or one that is tracked when the app has asked for that. */
export function withTracking(handler: Handler): Handler {
  const storage = (globalThis as Holder)[storageKey];
  if (storage === undefined) return handler;
  return (request, context) => storage.run(context, handler, request, context);
}

/** A Hono app: called as on Workers, `fetch(request, env, executionContext)`, with our context as `c.env.landfall`. */

import { callWithEnvironment, type WorkersFetch } from "../workers-call.ts";
import type { AppShape } from "./contract.ts";

/** What every version and preset of Hono has, and nothing else that has a `fetch`. */
export interface HonoLike {
  readonly fetch: WorkersFetch;
  readonly routes: readonly unknown[];
  readonly router: { match(...args: unknown[]): unknown };
  route(...args: unknown[]): unknown;
}

/** Hono, its presets, its subclasses, and other copies of it. */
export const hono: AppShape<HonoLike, "hono"> = {
  name: "hono",
  noun: "a Hono app",
  summary: "a Hono app",
  matches(value): value is HonoLike {
    const app = value as Partial<HonoLike> | null;
    if (typeof app !== "object" || app === null || typeof app.fetch !== "function") return false;
    const hasRouter = typeof app.router?.match === "function";
    return hasRouter && Array.isArray(app.routes) && typeof app.route === "function";
  },
  adapt: (app) => ({
    handler: callWithEnvironment((request, env, execution) => app.fetch(request, env, execution)),
  }),
};

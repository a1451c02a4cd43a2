/** An Elysia app: its `fetch`, and its `onStart` and `onStop` hooks, which listening would have run. */

import { hasMembers } from "../members.ts";
import type { AppShape } from "./contract.ts";

interface Hook {
  fn(app: unknown): unknown;
}

/** What `new Elysia()` makes. */
export interface ElysiaLike {
  /** A promise of every plugin that is loaded lazily. */
  readonly modules?: PromiseLike<unknown>;
  readonly event: { readonly start?: readonly Hook[]; readonly stop?: readonly Hook[] };
  fetch(request: Request): Response | Promise<Response>;
}

/** Elysia 1. */
export const elysia: AppShape<ElysiaLike, "elysia"> = {
  name: "elysia",
  noun: "an Elysia app",
  summary: "an Elysia app",
  matches: (value): value is ElysiaLike =>
    hasMembers(value, {
      fetch: "function",
      handle: "function",
      compile: "function",
      derive: "function",
      event: "object",
    }),
  adapt: (app) => ({
    handler: (request) => app.fetch(request),
    async start() {
      await app.modules;
      await runHooks(app, app.event.start);
    },
    stop: () => runHooks(app, app.event.stop),
  }),
};

async function runHooks(app: ElysiaLike, hooks: readonly Hook[] = []): Promise<void> {
  for (const { fn } of hooks) await fn(app);
}

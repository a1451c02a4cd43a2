/** The app contract: what a user writes. Only `fetch` is required. */

import type { RequestContext } from "./context.ts";

/** Answers one request. A throw or a rejection becomes a 500 and a line in the log. */
export type Handler = (request: Request, context: RequestContext) => Response | Promise<Response>;

/** What an app learns before its first request. */
export interface StartInfo {
  /** This worker's id, 0 … workers − 1; its replacement gets the same one. */
  readonly worker: number;
  /** Counts reloads: the first generation is 1. */
  readonly generation: number;
  /** Where the server will listen, e.g. `127.0.0.1:8080` or `unix:/run/app.sock`. */
  readonly addresses: readonly string[];
}

/** An app: one handler, and two moments in a worker's life. */
export interface App {
  /** Answers a request. */
  fetch(request: Request, context: RequestContext): Response | Promise<Response>;
  /** Runs before the first request; a throw fails the worker's boot, and with it the reload. */
  start?(info: StartInfo): void | Promise<void>;
  /** Runs after the last request. */
  stop?(): void | Promise<void>;
}

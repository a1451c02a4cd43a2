/** What a `Request` cannot carry: who asked, on which worker, and when to end. */

/** The peer as the socket knows it. A unix socket has no address: `unix` and port 0. */
export interface ClientAddress {
  /** A literal IPv4 or IPv6 address, or `unix`. */
  readonly address: string;
  readonly port: number;
}

/** The second argument of every handler. */
export interface RequestContext {
  readonly client: ClientAddress;
  readonly scheme: "http" | "https";
  /** A fresh unique id for each request, for logs and error pages. */
  readonly requestId: string;
  /** The id of the worker that serves this request. */
  readonly worker: number;
  /** The name of the server adapter, e.g. `node`. */
  readonly server: string;
  /** Fires when the client has gone before the answer was complete. */
  readonly signal: AbortSignal;
  /** Fires when this worker begins to drain: end a stream soon, start nothing long. */
  readonly draining: AbortSignal;
  /** Keeps the worker alive, within its graceful timeout, until the promise settles. */
  waitUntil(promise: Promise<unknown>): void;
}

/** What a `Request` cannot carry: who asked, on which worker, and when to end. */

import type { Logger } from "../core/index.ts";
import type { TraceContext } from "./trace-context.ts";
import type { Trailers } from "./trailers.ts";
import type { UpgradeOptions, WebSocketUpgrade } from "./websocket/served-web-socket.ts";

/** One end of a connection. A unix socket has no address: `unix` and port 0. */
export interface ClientAddress {
  /** A literal IPv4 or IPv6 address, or `unix`. */
  readonly address: string;
  /** 0 when it is not known, as of a client that a proxy speaks for. */
  readonly port: number;
}

/** The second argument of every handler. */
export interface RequestContext {
  /** Who asks: the peer, or whom a trusted proxy names. */
  readonly client: ClientAddress;
  /** The other end of the connection, whatever header fields say. */
  readonly peer: ClientAddress;
  /** How the client asks, as `client` is known. */
  readonly scheme: "http" | "https";
  /**
   * Somebody on this machine asks, and no proxy does: the peer is a unix socket or a loopback address, is no
   * trusted proxy, and sends no field that proxies add.
   */
  readonly isLocal: boolean;
  /**
   * `client` is who asks: a trusted proxy has named it, or the peer bears no trace of being a proxy. Otherwise it is the
   * proxy's address, which says nothing about a visitor.
   */
  readonly isClientKnown: boolean;
  /** The path under which visitors reach this app, e.g. `/app`; empty at the root. See `withBasePath`. */
  readonly basePath: string;
  /** A fresh unique id for each request, for logs and error pages; a trusted proxy's `X-Request-Id`, if it sends one. */
  readonly requestId: string;
  /** The distributed trace that a valid `traceparent` names. */
  readonly trace: TraceContext | undefined;
  /** The application's log; each line bears this request's id, and its trace's. */
  readonly log: Logger;
  /** Who the visitor is, as the app knows it: the app sets it, the access log shows it. */
  user?: string | undefined;
  /** The route that answers, e.g. `/orders/:id`: the app sets it, the access log shows it. */
  route?: string | undefined;
  /** The id of the worker that serves this request. */
  readonly worker: number;
  /** The name of the server adapter, e.g. `node`. */
  readonly server: string;
  /**
   * Fires when the client has gone before the answer was complete, when `--request-timeout` is over, and when the
   * WebSocket of this request has closed.
   */
  readonly signal: AbortSignal;
  /** Fires when this worker begins to drain: end a stream soon, start nothing long. */
  readonly draining: AbortSignal;
  /** The fields behind the request's body and behind the answer's. */
  readonly trailers: Trailers;
  /** Keeps the worker alive, within its graceful timeout, until the promise settles. */
  waitUntil(promise: Promise<unknown>): void;
  /**
   * Makes a WebSocket of a request that asks for one; the handler returns the `response`. What a client does wrong is
   * thrown and answered: 426 when no WebSocket is asked for, or in another version, 400, 403 for the page of another site,
   * 405.
   */
  upgrade(options?: UpgradeOptions): WebSocketUpgrade;
}

/** The request context as every engine hands it out: what is rarely asked is made when it is asked. */

import { randomUUID } from "node:crypto";
import { type Logger, silentLogger, withFacts } from "../core/index.ts";
import type { ErrorReporter } from "./error-boundary.ts";
import type { ClientAddress, RequestContext } from "./context.ts";
import { readForwarded } from "./forwarded.ts";
import { isForwarded, isLoopback } from "./forwarded-local.ts";
import type { ProxyTrust } from "./forwarded-trust.ts";
import { httpErrors } from "./errors.ts";
import { ServedTrailers, type TrailerSource } from "./trailers.ts";
import { readTraceContext, type TraceContext } from "./trace-context.ts";
import type { UpgradeOptions, WebSocketUpgrade } from "./websocket/served-web-socket.ts";

/** What all requests of one server have in common. */
export interface ContextHost {
  readonly worker: number;
  readonly server: string;
  readonly draining: AbortSignal;
  /** Where the app lives below the server's root, e.g. `/app`; empty at the root. */
  readonly basePath: string;
  readonly onError: ErrorReporter;
  /** What `context.log` writes to; nowhere by default. */
  readonly logger?: Logger | undefined;
  /** Keeps the server alive until the promise settles; it never rejects. */
  keep(work: Promise<unknown>): void;
}

/** What all requests of one connection have in common. */
export interface Peer {
  readonly client: ClientAddress;
  readonly scheme: "http" | "https";
  /** `host:port` of our own end, for requests that name no host. */
  readonly authority: string;
  /** What is believed of this peer; undefined unless it is a trusted proxy. */
  readonly trust: ProxyTrust | undefined;
}

/** Who can make a WebSocket of a request. */
export interface Upgrader {
  upgrade(options: UpgradeOptions): WebSocketUpgrade;
}

/** The context of one request. */
export class ServedContext implements RequestContext {
  readonly client: ClientAddress;
  readonly scheme: "http" | "https";
  readonly basePath: string;
  /** The Host that a trusted proxy was asked for. */
  readonly forwardedHost: string | undefined;
  /** Where the request's trailers come from, and whether the client takes any. */
  trailerSource: TrailerSource | undefined;
  user: string | undefined = undefined;
  route: string | undefined = undefined;
  readonly #peer: Peer;
  readonly #isClientNamed: boolean;
  readonly #host: ContextHost;
  readonly #fields: readonly string[];
  #requestId: string | undefined;
  #log: Logger | undefined;
  #controller: AbortController | undefined;
  /** Why the app need not go on. */
  #ended: Error | undefined;
  #trailers: ServedTrailers | undefined;
  #upgrader: Upgrader | undefined;

  /** `fields`: the request's header, a flat list of names and values. */
  constructor(peer: Peer, host: ContextHost, fields: readonly string[]) {
    const said = peer.trust === undefined ? undefined : readForwarded(fields, peer.trust);
    this.client = said?.client ?? peer.client;
    this.scheme = said?.scheme ?? peer.scheme;
    this.basePath = said?.prefix === undefined ? host.basePath : said.prefix + host.basePath;
    this.forwardedHost = said?.host;
    this.#requestId = said?.requestId;
    this.#isClientNamed = said?.client !== undefined;
    this.#peer = peer;
    this.#host = host;
    this.#fields = fields;
  }

  get peer(): ClientAddress {
    return this.#peer.client;
  }

  get isLocal(): boolean {
    const { client, trust } = this.#peer;
    return trust === undefined && isLoopback(client.address) && !isForwarded(this.#fields);
  }

  get isClientKnown(): boolean {
    return this.#peer.trust === undefined ? !isForwarded(this.#fields) : this.#isClientNamed;
  }

  get requestId(): string {
    return (this.#requestId ??= randomUUID());
  }

  get trace(): TraceContext | undefined {
    return readTraceContext(this.#fields);
  }

  get log(): Logger {
    return (this.#log ??= this.#createLog());
  }

  get worker(): number {
    return this.#host.worker;
  }

  get server(): string {
    return this.#host.server;
  }

  get draining(): AbortSignal {
    return this.#host.draining;
  }

  /** Apps in the style of Workers platforms find the context in their environment under this name; see `serve/app`. */
  get landfall(): this {
    return this;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#ended !== undefined) this.#controller.abort(this.#ended);
    }
    return this.#controller.signal;
  }

  get trailers(): ServedTrailers {
    return (this.#trailers ??= new ServedTrailers(this.trailerSource));
  }

  /** The trailers, if somebody has asked for them. */
  get usedTrailers(): ServedTrailers | undefined {
    return this.#trailers;
  }

  waitUntil(promise: Promise<unknown>): void {
    const report = (error: unknown): void => this.#host.onError(error, this.requestId);
    this.#host.keep(Promise.resolve(promise).catch(report));
  }

  /** Without an upgrader the server cannot open WebSockets. */
  upgrade(options: UpgradeOptions = {}): WebSocketUpgrade {
    if (this.#upgrader !== undefined) return this.#upgrader.upgrade(options);
    throw httpErrors.fail.UPGRADE_UNSUPPORTED({ server: this.server });
  }

  /** Says who opens this request's WebSocket. */
  offerUpgrade(upgrader: Upgrader): void {
    this.#upgrader = upgrader;
  }

  /** Says that the client has gone: fires `signal`. */
  leave(): void {
    this.expire(clientGone());
  }

  /** Says that the answer is not waited for any more: fires `signal`, for the first reason that it gets. */
  expire(why: Error): void {
    this.#ended ??= why;
    this.#controller?.abort(this.#ended);
  }

  #createLog(): Logger {
    const { requestId, trace } = this;
    const facts = trace === undefined ? { requestId } : { requestId, traceId: trace.traceId };
    return withFacts(this.#host.logger ?? silentLogger, facts);
  }
}

function clientGone(): DOMException {
  return new DOMException("The client closed the connection.", "AbortError");
}

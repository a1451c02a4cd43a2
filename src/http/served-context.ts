/** The request context as every engine hands it out: what is rarely asked is made when it is asked. */

import { randomUUID } from "node:crypto";
import type { ErrorReporter } from "./error-boundary.ts";
import type { ClientAddress, RequestContext } from "./context.ts";

/** What all requests of one server have in common. */
export interface ContextHost {
  readonly worker: number;
  readonly server: string;
  readonly draining: AbortSignal;
  readonly onError: ErrorReporter;
  /** Keeps the server alive until the promise settles; it never rejects. */
  keep(work: Promise<unknown>): void;
}

/** What all requests of one connection have in common. */
export interface Peer {
  readonly client: ClientAddress;
  readonly scheme: "http" | "https";
  /** `host:port` of our own end, for requests that name no host. */
  readonly authority: string;
}

/** The context of one request. */
export class ServedContext implements RequestContext {
  readonly client: ClientAddress;
  readonly scheme: "http" | "https";
  readonly #host: ContextHost;
  #requestId: string | undefined;
  #controller: AbortController | undefined;
  #left = false;

  constructor(peer: Peer, host: ContextHost) {
    this.client = peer.client;
    this.scheme = peer.scheme;
    this.#host = host;
  }

  get requestId(): string {
    return (this.#requestId ??= randomUUID());
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
      if (this.#left) this.#controller.abort(clientGone());
    }
    return this.#controller.signal;
  }

  waitUntil(promise: Promise<unknown>): void {
    const report = (error: unknown): void => this.#host.onError(error, this.requestId);
    this.#host.keep(Promise.resolve(promise).catch(report));
  }

  /** Says that the client has gone: fires `signal`. */
  leave(): void {
    this.#left = true;
    this.#controller?.abort(clientGone());
  }
}

function clientGone(): DOMException {
  return new DOMException("The client closed the connection.", "AbortError");
}

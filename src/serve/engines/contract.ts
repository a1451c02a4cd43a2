/** The server adapter contract: what `--server NAME` picks. Read it before its variants. */

import type {
  Clock,
  ListenAddress,
  Logger,
  Millis,
  ProxyHeader,
  RequestLimits,
  RunningRequest,
} from "../../core/index.ts";
import type { ClientAddress, CompletedRequest, Handler } from "../../http/index.ts";

/** An open descriptor of a bound socket that somebody else keeps; `address` is what it is bound to. */
export interface InheritedListener {
  readonly kind: "descriptor";
  readonly fd: number;
  readonly address: ListenAddress;
}

/** Where a server takes its connections from. */
export type Listener = ListenAddress | InheritedListener;

/** A request that was refused before the app answered it. */
export interface Refusal {
  readonly client: ClientAddress;
  readonly status: number;
}

/** What every server is told. Limits that are left out are `usualLimits`. */
export interface ServerOptions<Custom = unknown> extends Partial<RequestLimits> {
  /** The worker's id, for `context.worker`. */
  readonly worker: number;
  /** Length of the queue of connections that are not yet accepted. */
  readonly backlog: number;
  /** How long an idle kept-alive connection may still speak once draining began. */
  readonly lingerTimeout: Millis;
  /** Whose forwarding fields are believed: items that `parseTrustedProxies` has read; nobody's by default. */
  readonly trustedProxies?: readonly string[];
  /** Which fields are believed; those of `usualProxyHeaders` by default. */
  readonly proxyHeaders?: readonly ProxyHeader[];
  /** The path under which the app is published: taken off what comes in; empty, the root, by default. */
  readonly basePath?: string;
  /** Decode bodies with a Content-Encoding before handlers read them; `maxBody` holds for what they become. */
  readonly decompressRequests?: boolean;
  /** False hands lazy Requests to the app, which wants `installWebGlobals()`; native ones by default. */
  readonly nativeResponse?: boolean;
  /** Over how long a drain spreads the closing of WebSockets; 10 s by default. */
  readonly reconnectWindow?: Millis;
  /** Hears of requests that no app has to answer for; not an error of ours, so for a log at most when debugging. */
  readonly onRefusal?: (refusal: Refusal) => void;
  /**
   * Hears of every request once: when its answer is complete, when it was refused with a status, or when its client
   * or the server cut it; with 101 when its connection begins to speak another protocol. Without it a server keeps no
   * records.
   */
  readonly onCompleted?: (completed: CompletedRequest) => void;
  /** What `context.log` writes to; nowhere by default. */
  readonly logger?: Logger;
  /** The time; the system's by default. */
  readonly clock?: Clock;
  /** Hears of errors that no answer could carry any more, e.g. in the middle of a stream. */
  readonly onError: (error: unknown, requestId: string) => void;
  /** What the adapter's own `options` made of `--server-option`; there when it declares any. */
  readonly custom?: Custom;
  /** The exports of the adapter's `package`, as the project has it installed; there when it names one. */
  readonly package?: Readonly<Record<string, unknown>>;
}

/** Options that only one adapter has: `--server-option name=value`. */
export interface ServerOwnOptions<Custom = unknown> {
  /** Each name with one sentence for help; any other name is refused before `parse`. */
  readonly known: Readonly<Record<string, string>>;
  /** Reads what was given, if only nothing; throws an Error that names the bad value. */
  parse(given: Readonly<Record<string, string>>): Custom;
}

/** What a server is doing right now. */
export interface ServerActivity {
  readonly connections: number;
  /** Requests whose answer is not complete. */
  readonly inFlight: number;
  /** Requests answered since the start. */
  readonly requests: number;
  /** Requests that no app heard to their end: beyond a limit, or no HTTP. */
  readonly refused: number;
  /** The request that the app has had the longest without answering it, if the server knows. */
  readonly oldest?: RunningRequest | undefined;
}

/** A server that listens. Disposing is `close()`. */
export interface RunningServer extends AsyncDisposable {
  /** Real addresses, with the port that the system chose for 0. */
  readonly addresses: readonly ListenAddress[];
  activity(): ServerActivity;
  /**
   * Stops accepting before it returns; what is accepted is served, every answer closes its connection,
   * `context.draining` fires, idle connections linger, WebSockets are closed with 1012. Resolves when the last connection and the last
   * `waitUntil` promise are gone.
   */
  drain(): Promise<void>;
  /** Cuts every connection now. */
  close(): Promise<void>;
}

/** One way to serve HTTP. One file and one row in `registry.ts`, or an export of the project. */
export interface ServerAdapter<Name extends string = string, Custom = unknown> {
  readonly name: Name;
  /** One line for help and the reference. */
  readonly summary: string;
  /** What it can be told to listen on; anything else is refused before anything starts. */
  readonly accepts: readonly Listener["kind"][];
  /** Whether it runs on Node's own HTTP, so that a Node listener gets its real request and response. */
  readonly hasNodePair: boolean;
  /** Whether `context.upgrade` opens WebSockets; false by default. */
  readonly hasWebSockets?: boolean;
  /** The npm package it needs, if any: looked for in the project, imported before `start`. */
  readonly package?: string;
  /** Its own options; without them any is refused. */
  readonly options?: ServerOwnOptions<Custom>;
  /** Listens and serves; rejects with the system's error (`EADDRINUSE` …) as it is. */
  start(
    handler: Handler,
    listeners: readonly Listener[],
    options: ServerOptions<Custom>,
  ): Promise<RunningServer>;
}

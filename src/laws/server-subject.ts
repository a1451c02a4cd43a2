/** What the server law is run against, and how a server adapter becomes that. */

import {
  type Bytes,
  type ListenAddress,
  type Millis,
  millis,
  type RequestLimits,
} from "../core/index.ts";
import type { Handler } from "../http/index.ts";
import type { ServerAdapter, ServerOptions } from "../serve/engines/index.ts";
import { createHurriedClock, hurry } from "./hurried-clock.ts";

/** A server that runs one handler. Disposing cuts every connection. */
export interface ServedHandler extends AsyncDisposable {
  /** Where a client reaches it. */
  readonly address: ListenAddress;
  /** Stops accepting before it returns; resolves when the last connection is gone. */
  drain(): Promise<void>;
}

/**
 * What not every server can do.
 * `strictFraming`: it refuses request lines that lenient parsers repair, such as two spaces or a fragment.
 * `timedLimits`: it can be told for how long it waits for its clients.
 * `trailers`: its handlers have `context.trailers`.
 * `decompression`: it can be told to decode request bodies.
 * `webSockets`: `context.upgrade` opens WebSockets.
 */
export type ServerCapability =
  | "strictFraming"
  | "timedLimits"
  | "trailers"
  | "decompression"
  | "webSockets";

/** What a promise wants of a server; anything else is on its defaults. Asked only of who has the capability. */
export interface ServerDemands {
  readonly limits?: Partial<RequestLimits>;
  readonly decompressRequests?: boolean;
}

/** Something that can serve a handler: an adapter, or a whole program behind one. */
export interface ServerSubject {
  readonly name: string;
  /** Each capability that it lacks, with the reason that is printed for the promises it is excused from. */
  readonly lacks?: Readonly<Partial<Record<ServerCapability, string>>>;
  start(handler: Handler, demands?: ServerDemands): Promise<ServedHandler>;
}

/** How an adapter is made a subject. */
export interface ServerSubjectOptions {
  /** A free port of 127.0.0.1 unless told otherwise; a function is asked for each start. */
  readonly listen?: ListenAddress | (() => ListenAddress);
  /** How long idle connections may still speak while draining. */
  readonly lingerTimeout?: Millis;
  /** Native Requests, unless told otherwise. */
  readonly nativeResponse?: boolean;
  /** What the adapter cannot do, with reasons. */
  readonly lacks?: ServerSubject["lacks"];
}

/** Makes a subject of an adapter. */
export function serverSubject(
  adapter: ServerAdapter,
  options: ServerSubjectOptions = {},
): ServerSubject {
  const { listen = { kind: "tcp", host: "127.0.0.1", port: 0 } } = options;
  const lingerTimeout = options.lingerTimeout ?? millis(1_000);
  const { nativeResponse = true } = options;
  const reconnectWindow = millis(100);
  const settings = {
    worker: 0,
    backlog: 511,
    lingerTimeout,
    reconnectWindow,
    nativeResponse,
    onError: () => {},
  };
  return {
    name: adapter.name,
    lacks: {
      ...(adapter.hasNodePair && { strictFraming: "node:http's parser repairs them" }),
      ...(adapter.hasWebSockets !== true && { webSockets: "it opens no WebSockets" }),
      ...options.lacks,
    },
    start: async (handler, demands = {}) => {
      const listener = typeof listen === "function" ? listen() : listen;
      const server = await adapter.start(handler, [listener], {
        ...settings,
        ...toOptions(demands),
      });
      const [address = listener] = server.addresses;
      return {
        address,
        drain: () => server.drain(),
        [Symbol.asyncDispose]: () => server.close(),
      };
    },
  };
}

/** A rate is averaged over half a minute, so the server's time runs fast where one is demanded. */
function toOptions({ limits = {}, ...demands }: ServerDemands): Partial<ServerOptions> {
  const { minBodyRate } = limits;
  if (minBodyRate === undefined) return { ...limits, ...demands };
  const rate = Math.ceil(minBodyRate / hurry) as Bytes;
  return { ...limits, ...demands, minBodyRate: rate, clock: createHurriedClock() };
}

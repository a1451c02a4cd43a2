/** What the server law is run against, and how a server adapter becomes that. */

import { type ListenAddress, type Millis, millis } from "../core/index.ts";
import type { Handler } from "../http/index.ts";
import type { ServerAdapter } from "../serve/engines/index.ts";

/** A server that runs one handler. Disposing cuts every connection. */
export interface ServedHandler extends AsyncDisposable {
  /** Where a client reaches it. */
  readonly address: ListenAddress;
  /** Stops accepting before it returns; resolves when the last connection is gone. */
  drain(): Promise<void>;
}

/** Something that can serve a handler: an adapter, or a whole program behind one. */
export interface ServerSubject {
  readonly name: string;
  start(handler: Handler): Promise<ServedHandler>;
}

/** How an adapter is made a subject. */
export interface ServerSubjectOptions {
  /** A free port of 127.0.0.1 unless told otherwise. */
  readonly listen?: ListenAddress;
  /** How long idle connections may still speak while draining. */
  readonly lingerTimeout?: Millis;
  /** Native Requests, unless told otherwise. */
  readonly nativeResponse?: boolean;
}

/** Makes a subject of an adapter. */
export function serverSubject(
  adapter: ServerAdapter,
  options: ServerSubjectOptions = {},
): ServerSubject {
  const listen = options.listen ?? { kind: "tcp", host: "127.0.0.1", port: 0 };
  const lingerTimeout = options.lingerTimeout ?? millis(1_000);
  const { nativeResponse = true } = options;
  const settings = { worker: 0, backlog: 511, lingerTimeout, nativeResponse, onError: () => {} };
  return {
    name: `${adapter.name} on ${listen.kind === "tcp" ? listen.host : "a unix socket"}`,
    start: async (handler) => {
      const server = await adapter.start(handler, [listen], settings);
      const [address = listen] = server.addresses;
      return {
        address,
        drain: () => server.drain(),
        [Symbol.asyncDispose]: () => server.close(),
      };
    },
  };
}

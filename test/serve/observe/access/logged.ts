/** Completed requests as tests of the log want them. */

import { silentLogger } from "../../../../src/core/index.ts";
import {
  type CompletedRequest,
  type RequestContext,
  ServedTrailers,
} from "../../../../src/http/index.ts";
import type { LoggedRequest } from "../../../../src/serve/observe/access/fields.ts";

/** A context that says what the app could say. */
export function createContext(said: Partial<RequestContext> = {}): RequestContext {
  const client = { address: "192.0.2.7", port: 4711 };
  return {
    client,
    peer: { address: "127.0.0.1", port: 1 },
    scheme: "https",
    isLocal: false,
    isClientKnown: true,
    basePath: "",
    requestId: "id-1",
    trace: undefined,
    log: silentLogger,
    worker: 3,
    server: "node",
    signal: new AbortController().signal,
    draining: new AbortController().signal,
    trailers: new ServedTrailers(undefined),
    upgrade: () => {
      throw new Error("no WebSockets here");
    },
    waitUntil: () => {},
    ...said,
  };
}

/** A request that was answered in 12.3456 ms. */
export function createCompleted(parts: Partial<CompletedRequest> = {}): CompletedRequest {
  return {
    method: "GET",
    target: "/path?query=1",
    protocol: "HTTP/1.1",
    fields: ["Host", "site.test", "User-Agent", "agent/1", "Referer", "http://from.test/"],
    status: 200,
    bytes: 512,
    duration: 12.3456,
    firstByte: 3.5,
    isAborted: false,
    client: { address: "192.0.2.7", port: 4711 },
    context: createContext(),
    ...parts,
  };
}

/** The same as the formats get it, begun at a fixed time. */
export function createLogged(parts: Partial<CompletedRequest> = {}): LoggedRequest {
  const startedAt = Date.UTC(2026, 10, 20, 15, 7, 38, 123);
  return { completed: createCompleted(parts), startedAt, worker: 3 };
}

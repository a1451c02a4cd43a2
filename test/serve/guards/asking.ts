/** Requests with the context that a server of ours gives them. */

import { createProxyTrust, ServedContext } from "../../../src/http/index.ts";

/** Who asks, and how. */
export interface Asking {
  readonly peer?: string;
  readonly scheme?: "http" | "https";
  readonly trusted?: readonly string[];
  readonly fields?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly url?: string;
  readonly basePath?: string;
}

/** The context of such a request. */
export function createContext(asking: Asking = {}): ServedContext {
  const { peer = "192.0.2.7", scheme = "http", trusted = [], fields = {}, basePath = "" } = asking;
  const trust = createProxyTrust({
    trustedProxies: trusted,
    proxyHeaders: ["x-forwarded-for", "x-forwarded-proto"],
  });
  const host = {
    worker: 0,
    server: "test",
    draining: new AbortController().signal,
    basePath,
    onError: () => {},
    keep: () => {},
  };
  const connection = {
    client: { address: peer, port: peer === "unix" ? 0 : 4711 },
    scheme,
    authority: "localhost",
    trust: trust?.includes(peer) === true ? trust : undefined,
  };
  return new ServedContext(connection, host, Object.entries(fields).flat());
}

/** The request and its context. */
export function ask(asking: Asking = {}): [Request, ServedContext] {
  const { url = "http://example.com/", method = "GET", fields = {} } = asking;
  const request = new Request(url, { method, headers: fields });
  return [request, createContext(asking)];
}

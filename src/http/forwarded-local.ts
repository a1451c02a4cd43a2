/** Whether somebody on this machine asks, himself and not through a proxy. */

import { isIPv4 } from "node:net";

/** Fields that only proxies add; see `families` for more. */
const traces: ReadonlySet<string> = new Set([
  "forwarded",
  "via",
  "x-real-ip",
  "x-scheme",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-rewrite-url",
  "front-end-https",
  "cdn-loop",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
]);

const families = ["x-forwarded-", "x-original-"] as const;

/** Whether a connection comes from this machine: a unix socket or a loopback address. */
export function isLoopback(address: string): boolean {
  return address === "unix" || address === "::1" || (isIPv4(address) && address.startsWith("127."));
}

/** Whether a request bears the trace of a proxy; `fields` is a flat list of names and values. */
export function isForwarded(fields: readonly string[]): boolean {
  return fields.some((field, index) => {
    if (index % 2 === 1) return false;
    const name = field.toLowerCase();
    return traces.has(name) || families.some((family) => name.startsWith(family));
  });
}

/** Whether somebody on this machine asks, himself and not through a proxy. */

import { isIPv4 } from "node:net";

/** Fields that only proxies add; everything that begins with `x-forwarded-` is one, too. */
const traces: ReadonlySet<string> = new Set([
  "forwarded",
  "via",
  "x-real-ip",
  "x-scheme",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-original-forwarded-for",
  "x-original-host",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
]);

/** Whether a connection comes from this machine: a unix socket or a loopback address. */
export function isLoopback(address: string): boolean {
  return address === "unix" || address === "::1" || (isIPv4(address) && address.startsWith("127."));
}

/** Whether a request bears the trace of a proxy; `fields` is a flat list of names and values. */
export function isForwarded(fields: readonly string[]): boolean {
  return fields.some((field, index) => {
    if (index % 2 === 1) return false;
    const name = field.toLowerCase();
    return traces.has(name) || name.startsWith("x-forwarded-");
  });
}

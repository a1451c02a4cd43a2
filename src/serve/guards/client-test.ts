/** Whether a request comes from a client that is listed. */

import { parseClientList } from "../../core/index.ts";
import { createProxyTrust, isLoopback, type RequestContext } from "../../http/index.ts";

/** Tells by a request's context. */
export type ClientTest = (context: RequestContext) => boolean;

/**
 * Makes the test once for all requests; throws `CLIENT_INVALID`. A listed address counts only where it is known to be the
 * client's own, and a loopback address never: who is on this machine is told by `context.isLocal`.
 */
export function createClientTest(list: readonly string[]): ClientTest {
  const trustedProxies = list.flatMap(parseClientList);
  const listed = createProxyTrust({ trustedProxies, proxyHeaders: [] });
  if (listed === undefined) return () => false;
  return ({ client, isClientKnown }) =>
    isClientKnown && !isLoopback(client.address) && listed.includes(client.address);
}

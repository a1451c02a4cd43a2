/** Which peers are proxies of ours, and which of their header fields are believed. */

import { BlockList } from "node:net";
import { expandTrustedProxy, parseIpAddress, type ProxyHeader } from "../core/index.ts";

/** What is trusted. */
export interface ProxyTrust {
  /** The fields that are believed when a trusted peer sends them. */
  readonly fields: ReadonlySet<string>;
  /** Whether an address, or `unix`, is one of our proxies. */
  includes(address: string): boolean;
}

/** The settings it is made of. */
export interface ProxyTrustSettings {
  /** Items that `parseTrustedProxies` has read. */
  readonly trustedProxies: readonly string[];
  readonly proxyHeaders: readonly ProxyHeader[];
}

/** Makes the matcher once for all requests; undefined when nobody is trusted. */
export function createProxyTrust(settings: ProxyTrustSettings): ProxyTrust | undefined {
  const peers = settings.trustedProxies.flatMap(expandTrustedProxy);
  if (peers.length === 0) return undefined;
  // One list for each family: in a common one, `::/0` would take in every IPv4 address.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const peer of peers) {
    if (peer.kind === "network") {
      lists[peer.family].addSubnet(peer.address, peer.prefix, peer.family);
    }
  }
  const hasUnix = peers.some(({ kind }) => kind === "unix");
  return {
    fields: new Set(settings.proxyHeaders),
    includes: (address) => {
      if (address === "unix") return hasUnix;
      const ip = parseIpAddress(address.replace(/%.*$/, "")); // the zone of a link-local peer
      return ip !== undefined && lists[ip.family].check(ip.text, ip.family);
    },
  };
}

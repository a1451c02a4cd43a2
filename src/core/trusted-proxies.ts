/** Which peers are proxies of ours, as a person writes it: addresses, networks in CIDR form (RFC 4632), and names for some. */

import { defineErrors, type ErrorTable } from "./errors.ts";
import { parseIpAddress } from "./ip-address.ts";

/** Peers that one item of the list means. */
export type TrustedPeers =
  | { readonly kind: "unix" }
  | {
      readonly kind: "network";
      readonly family: "ipv4" | "ipv6";
      readonly address: string;
      readonly prefix: number;
    };

/** What each error of a written list is told. */
export interface TrustedProxiesErrors {
  TRUSTED_PROXY_INVALID: { item: string };
  TRUSTED_PROXY_ANYBODY: { item: string };
}

/** What can be wrong with a written list. */
export const trustedProxiesErrors: ErrorTable<TrustedProxiesErrors> =
  defineErrors<TrustedProxiesErrors>({
    TRUSTED_PROXY_INVALID: {
      message: ({ item }) =>
        `expected an address, a network such as 10.0.0.0/8, loopback, private or unix, got ${JSON.stringify(item)}`,
      hint: () => "Host names and zones are not looked up; write the addresses of your proxies.",
      exitCode: 2,
    },
    TRUSTED_PROXY_ANYBODY: {
      message: ({ item }) =>
        `expected the proxies themselves (0.0.0.0/0,::/0 if really every client is one), got ${JSON.stringify(item)}`,
      hint: () => "Whoever is trusted can claim any client address: name your proxies.",
      exitCode: 2,
    },
  });

/** RFC 1122 §3.2.1.3 and RFC 4291 §2.5.3; RFC 1918 and RFC 4193. */
const names: Readonly<Record<string, readonly string[]>> = {
  loopback: ["127.0.0.0/8", "::1"],
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};

/** The items of a comma list, each one known to mean something; throws for the first that does not. */
export function parseTrustedProxies(text: string): readonly string[] {
  const items = text.split(",").map((item) => item.trim());
  const written = items.filter((item) => item !== "");
  for (const item of written) expandTrustedProxy(item);
  return written;
}

/** The peers that an item means; throws `TRUSTED_PROXY_INVALID` and `TRUSTED_PROXY_ANYBODY`. */
export function expandTrustedProxy(item: string): readonly TrustedPeers[] {
  const name = item.toLowerCase();
  if (name === "unix") return [{ kind: "unix" }];
  if (Object.hasOwn(names, name)) return (names[name] ?? []).flatMap(expandTrustedProxy);
  if (/^(?:\*|all|any|true)$/.test(name)) {
    throw trustedProxiesErrors.fail.TRUSTED_PROXY_ANYBODY({ item });
  }
  return [parseNetwork(item)];
}

function parseNetwork(item: string): TrustedPeers {
  const [, address = "", digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
  const ip = parseIpAddress(address);
  if (ip === undefined) throw trustedProxiesErrors.fail.TRUSTED_PROXY_INVALID({ item });
  const isMapped = ip.family === "ipv4" && address.includes(":");
  const bits = ip.family === "ipv4" ? 32 : 128;
  const prefix = digits === undefined ? bits : Number(digits) - (isMapped ? 96 : 0);
  if (prefix < 0 || prefix > bits) throw trustedProxiesErrors.fail.TRUSTED_PROXY_INVALID({ item });
  return { kind: "network", family: ip.family, address: ip.text, prefix };
}

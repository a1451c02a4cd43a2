/** Literal IP addresses in one spelling, so that the same machine always has the same text. */

import { isIP, SocketAddress } from "node:net";

/** A literal address, canonical: lower case, shortest form, IPv4-mapped IPv6 as IPv4, no zone. */
export interface IpAddress {
  readonly family: "ipv4" | "ipv6";
  readonly text: string;
}

/** Reads a literal address; undefined for names, for blanks, and for zones, which mean nothing on another machine. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const version = isIP(text);
  if (version === 4) return { family: "ipv4", text };
  if (version === 0 || text.includes("%")) return undefined;
  const { address } = new SocketAddress({ address: text, family: "ipv6" });
  const mapped = unmapAddress(address);
  return mapped === address ? { family: "ipv6", text: address } : { family: "ipv4", text: mapped };
}

/** `::ffff:192.0.2.1` → `192.0.2.1`, as a dual-stack listener sees IPv4 clients; everything else as it is. */
export function unmapAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** An address of a socket for others to read: unmapped, and without a zone, which means nothing on another machine. */
export function toPlainAddress(address: string): string {
  return unmapAddress(address).replace(/%.*$/, "");
}

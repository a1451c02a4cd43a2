/** Addresses as proxies write them. What is no literal address, whole, is no address at all. */

import { parseIpAddress } from "../core/index.ts";
import type { ClientAddress } from "./context.ts";

/** `192.0.2.1:80`, `[2001:db8::1]`, `[2001:db8::1]:80`: the address in or without brackets, and the port's text. */
const withPort = /^(?:\[([^\]]+)\]|([\d.]+))(?::(.+))?$/s;

/**
 * Reads an item of X-Forwarded-For or an X-Real-IP: a literal address, with a port where a proxy appends it. IPv6
 * with a port needs brackets. The port is 0 when there is none.
 */
export function parseForwardedAddress(text: string): ClientAddress | undefined {
  const bare = parseIpAddress(text);
  if (bare !== undefined) return { address: bare.text, port: 0 };
  return parseNode(text, /^\d{1,5}$/);
}

/**
 * Reads the value of `for` or `by` (RFC 7239 §6). Undefined for `unknown` and for `_obfuscated`, which tell no address;
 * the port is 0 when there is none or when it is obfuscated.
 */
export function parseForwardedNode(text: string): ClientAddress | undefined {
  return parseNode(text, /^(?:\d{1,5}|_[\w.-]+)$/);
}

/** Writes the value of `for` or `by` so that `parseForwardedNode` reads the same address back. */
export function formatForwardedNode({ address, port }: ClientAddress): string {
  if (address === "unix") return "unknown";
  const host = address.includes(":") ? `[${address}]` : address;
  return port === 0 ? host : `${host}:${port}`;
}

function parseNode(text: string, ports: RegExp): ClientAddress | undefined {
  const [, bracketed, plain = "", port = "0"] = withPort.exec(text) ?? [];
  const ip = parseIpAddress(bracketed ?? plain);
  const isBracketed = bracketed !== undefined;
  if (ip === undefined || !ports.test(port) || Number(port) > 65_535) return undefined;
  if (isBracketed && !bracketed.includes(":")) return undefined;
  return { address: ip.text, port: port.startsWith("_") ? 0 : Number(port) };
}

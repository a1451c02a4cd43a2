/** Where a server listens: `HOST:PORT`, `[V6]:PORT`, `PORT`, `*:PORT` (every interface, both families) or `unix:PATH`. */

import { defineErrors, type ErrorTable } from "./errors.ts";

/** A TCP address; port 0 asks the system for a free one. */
export interface TcpAddress {
  readonly kind: "tcp";
  readonly host: string;
  readonly port: number;
}

/** A unix domain socket by its path. */
export interface UnixAddress {
  readonly kind: "unix";
  readonly path: string;
}

/** An address to listen on, or one that is listened on. */
export type ListenAddress = TcpAddress | UnixAddress;

/** What each error of a written address is told. */
export interface ListenAddressErrors {
  ADDRESS_INVALID: { text: string };
}

/** What can be wrong with a written address. */
export const listenAddressErrors: ErrorTable<ListenAddressErrors> =
  defineErrors<ListenAddressErrors>({
    ADDRESS_INVALID: {
      message: ({ text }) => `expected an address to listen on, got ${JSON.stringify(text)}`,
      hint: () =>
        "Write HOST:PORT, [IPv6]:PORT, *:PORT, unix:PATH or fd:NUMBER, with a port from 0 to 65535.",
      exitCode: 2,
    },
  });

/** Reads one address; throws `ADDRESS_INVALID`. */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith("unix:") && text.length > "unix:".length && !text.includes("\0")) {
    return { kind: "unix", path: text.slice("unix:".length) };
  }
  const match = /^(?:(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([\w.*-]*)):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) throw listenAddressErrors.fail.ADDRESS_INVALID({ text });
  return { kind: "tcp", host: match[1] ?? (match[2] || "127.0.0.1"), port };
}

/** Writes an address so that `parseListenAddress` reads the same one back. */
export function formatListenAddress(address: ListenAddress): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  return `${bracketed(address.host)}:${address.port}`;
}

/** The URL a person can open, or `unix:PATH`; wildcard hosts become the loopback address. */
export function toUrl(address: ListenAddress): string {
  if (address.kind === "unix") return formatListenAddress(address);
  const reachable = { "0.0.0.0": "127.0.0.1", "*": "127.0.0.1", "::": "::1" }[address.host];
  return `http://${bracketed(reachable ?? address.host)}:${address.port}/`;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

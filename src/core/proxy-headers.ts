/** The header fields in which proxies say for whom they ask. */

import { defineErrors, type ErrorTable } from "./errors.ts";

/** Every field that can be believed, and whether it is unless somebody says otherwise. */
const beliefs = {
  "x-forwarded-for": true,
  "x-real-ip": true,
  "x-forwarded-proto": true,
  "x-scheme": true,
  "x-forwarded-host": true,
  forwarded: true,
  "x-request-id": true,
  "x-forwarded-prefix": false,
} as const;

/** A field that a trusted proxy is believed. */
export type ProxyHeader = keyof typeof beliefs;

/** The fields that are believed by default: those that change who asked, how, and for which host. */
export const usualProxyHeaders: readonly ProxyHeader[] = (
  Object.keys(beliefs) as ProxyHeader[]
).filter((name) => beliefs[name]);

/** What each error of a written list of fields is told. */
export interface ProxyHeaderErrors {
  PROXY_HEADER_UNKNOWN: { name: string };
}

/** What can be wrong with a written list of fields. */
export const proxyHeaderErrors: ErrorTable<ProxyHeaderErrors> = defineErrors<ProxyHeaderErrors>({
  PROXY_HEADER_UNKNOWN: {
    message: ({ name }) =>
      `expected some of ${Object.keys(beliefs).join(", ")}, got ${JSON.stringify(name)}`,
    hint: () => "Name the fields that your proxy overwrites or appends to.",
    exitCode: 2,
  },
});

/** Reads a comma list of fields in any case; throws `PROXY_HEADER_UNKNOWN`. */
export function parseProxyHeaders(text: string): readonly ProxyHeader[] {
  const items = text.split(",").map((item) => item.trim().toLowerCase());
  return items.filter((item) => item !== "").map(toField);
}

function toField(name: string): ProxyHeader {
  if (Object.hasOwn(beliefs, name)) return name as ProxyHeader;
  throw proxyHeaderErrors.fail.PROXY_HEADER_UNKNOWN({ name });
}

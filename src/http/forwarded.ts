/**
 * For whom a trusted proxy asks. X-Forwarded-*, X-Real-IP and X-Scheme come first; `Forwarded` (RFC 7239) counts only
 * in a request that has none of them.
 */

import { isBasePath, type ProxyHeader } from "../core/index.ts";
import type { ClientAddress } from "./context.ts";
import { parseForwardedAddress, parseForwardedNode } from "./forwarded-address.ts";
import { type ForwardedElement, parseForwarded } from "./forwarded-header.ts";
import type { ProxyTrust } from "./forwarded-trust.ts";

/** What the proxy says; what it does not say, or says badly, is undefined and stays as the connection has it. */
export interface ForwardedRequest {
  readonly client?: ClientAddress | undefined;
  readonly scheme?: "http" | "https" | undefined;
  /** The Host that the visitor asked for, fit to stand in a URL. */
  readonly host?: string | undefined;
  /** The path that the proxy has taken off the target. */
  readonly prefix?: string | undefined;
  /** The id that the proxy gave to the request. */
  readonly requestId?: string | undefined;
}

/** The lines of each believed field, in the order of the request. */
type Lines = ReadonlyMap<string, readonly string[]>;

const nothing: ForwardedRequest = {};

const customary: readonly ProxyHeader[] = [
  "x-forwarded-for",
  "x-real-ip",
  "x-forwarded-proto",
  "x-scheme",
  "x-forwarded-host",
];

/** Reads a request's fields, a flat list of names and values; the peer that sent them is trusted. */
export function readForwarded(fields: readonly string[], trust: ProxyTrust): ForwardedRequest {
  const lines = collect(fields, trust.fields);
  if (lines.size === 0) return nothing;
  const prefix = toPrefix(itemsOf(lines, "x-forwarded-prefix").at(-1));
  const isCustomary = customary.some((name) => lines.has(name));
  return {
    ...(isCustomary ? readCustomary(lines, trust) : readStandard(lines, trust)),
    prefix,
    requestId: toRequestId(lines.get("x-request-id")),
  };
}

function collect(fields: readonly string[], believed: ReadonlySet<string>): Lines {
  const lines = new Map<string, string[]>();
  for (let index = 0; index < fields.length; index += 2) {
    const name = (fields[index] as string).toLowerCase();
    if (!believed.has(name)) continue;
    const value = fields[index + 1] as string;
    const before = lines.get(name);
    if (before === undefined) lines.set(name, [value]);
    else before.push(value);
  }
  return lines;
}

function readCustomary(lines: Lines, trust: ProxyTrust): ForwardedRequest {
  const hops = itemsOf(lines, "x-forwarded-for");
  const index = walk(hops, parseForwardedAddress, trust);
  const real = lines.get("x-real-ip")?.join(",") ?? hops[index];
  const schemes = itemsOf(lines, lines.has("x-scheme") ? "x-scheme" : "x-forwarded-proto");
  const hosts = itemsOf(lines, "x-forwarded-host");
  const ofClient = (list: readonly string[]): string | undefined =>
    list.length === hops.length ? list[index] : list.at(-1);
  return {
    client: real === undefined ? undefined : parseForwardedAddress(real.trim()),
    scheme: toScheme(ofClient(schemes)),
    host: toHost(ofClient(hosts)),
  };
}

/** A line that is not well-formed is an element that says nothing, so the walk ends there. */
function readStandard(lines: Lines, trust: ProxyTrust): ForwardedRequest {
  const malformed: ForwardedElement = new Map();
  const elements = (lines.get("forwarded") ?? []).flatMap(
    (line) => parseForwarded(line) ?? [malformed],
  );
  const parse = (element: ForwardedElement): ClientAddress | undefined =>
    parseForwardedNode(element.get("for") ?? "");
  const element = elements[walk(elements, parse, trust)];
  if (element === undefined) return nothing;
  return {
    client: parse(element),
    scheme: toScheme(element.get("proto")?.toLowerCase()),
    host: toHost(element.get("host")),
  };
}

/**
 * From the right, where the nearest proxy wrote, to the first hop that is no proxy of ours, or no address; the leftmost
 * when all are ours. −1 when there is none.
 */
function walk<Hop>(
  hops: readonly Hop[],
  parse: (hop: Hop) => ClientAddress | undefined,
  trust: ProxyTrust,
): number {
  const index = hops.findLastIndex((hop) => {
    const client = parse(hop);
    return client === undefined || !trust.includes(client.address);
  });
  return index === -1 ? Math.min(0, hops.length - 1) : index;
}

/** Several lines are one list (RFC 9110 §5.3). */
function itemsOf(lines: Lines, name: string): readonly string[] {
  const values = lines.get(name);
  return values === undefined ? [] : values.flatMap((value) => value.split(",")).map(trim);
}

function trim(text: string): string {
  return text.trim();
}

function toScheme(text: string | undefined): "http" | "https" | undefined {
  return text === "http" || text === "https" ? text : undefined;
}

/** Stricter than a Host field must be: only what every consumer of a URL reads in the same way. */
function toHost(text: string | undefined): string | undefined {
  if (text === undefined || !/^(?:\[[\da-f:.]+\]|[\w.~-]+)(?::\d{1,5})?$/i.test(text))
    return undefined;
  return URL.canParse(`http://${text}/`) ? text : undefined;
}

/** What can stand in a log and in a page as it is; of two, nobody knows whose the second is. */
function toRequestId(values: readonly string[] = []): string | undefined {
  const [value, more] = values;
  return more === undefined && /^[\w.:@+/=-]{1,128}$/.test(value ?? "") ? value : undefined;
}

function toPrefix(text: string | undefined): string | undefined {
  const path = text?.replace(/\/$/, "") ?? "";
  return isBasePath(path) ? path : undefined;
}

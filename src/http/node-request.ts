/** From node:http's IncomingMessage to a Request, or to the status that refuses it. */

import type { IncomingMessage } from "node:http";
import {
  LightRequest,
  type RequestBody,
  type RequestHead,
  type RequestPlace,
} from "./light-request.ts";
import { stripBasePath, withBasePath } from "./base-path.ts";
import { normaliseUrl, plainOrigin, resolveTarget } from "./request-target.ts";
import type { Peer, ServedContext } from "./served-context.ts";

/** A request that can be served, or the answer to one that cannot: a status, or the path where it belongs. */
export type Reading =
  | { readonly kind: "request"; readonly request: Request }
  | { readonly kind: "refused"; readonly status: 400 | 404 | 405 }
  | { readonly kind: "elsewhere"; readonly path: string };

/** What a Request is made of. */
export interface RequestParts {
  readonly incoming: IncomingMessage;
  readonly peer: Peer;
  readonly context: ServedContext;
  readonly body: RequestBody | undefined;
  /** Taken off the request's path. */
  readonly basePath: string;
  /** Make the native Request at once. */
  readonly native: boolean;
}

/** Makes the Request; malformed input is a value, never an error. */
export function toRequest(parts: RequestParts): Reading {
  const { incoming, context } = parts;
  const { method = "GET", url: target = "/" } = incoming;
  if (method === "TRACE") return { kind: "refused", status: 405 };
  if (!hasOneHost(incoming)) return { kind: "refused", status: 400 };
  const { scheme, forwardedHost } = context;
  const host = hostOf(incoming);
  if (host && forwardedHost === undefined && parts.basePath === "") {
    const origin = plainOrigin(target, host, scheme);
    if (origin !== undefined)
      return { kind: "request", request: create({ origin, path: target }, parts) };
  }
  const authority = host ? "" : parts.peer.authority;
  const url = resolveTarget({ method, target, host, scheme, authority, forwardedHost });
  if (url === undefined) return { kind: "refused", status: 400 };
  try {
    return readAt(url, parts);
  } catch {
    return { kind: "refused", status: 400 };
  }
}

/** Whether the head announces a body that a Request can carry. */
export function hasBody(incoming: IncomingMessage): boolean {
  return incoming.method !== "GET" && incoming.method !== "HEAD" && hasContent(incoming);
}

/** Whether bytes of this request may still be on their way behind its head. */
export function hasContent(incoming: IncomingMessage): boolean {
  if (incoming.httpVersionMajor > 1) return !incoming.complete; // may come without any length
  const { "transfer-encoding": coding, "content-length": length } = incoming.headers;
  return coding !== undefined || (length !== undefined && length !== "0");
}

/** `*` is about the whole server, wherever the app lives in it. */
function readAt(url: string, parts: RequestParts): Reading {
  const { incoming, context, basePath } = parts;
  const place = stripBasePath(url, incoming.url === "*" ? "" : basePath);
  switch (place.kind) {
    case "inside":
      return { kind: "request", request: createAt(place.url, parts) };
    case "bare":
      return { kind: "elsewhere", path: withBasePath(context, `/${place.search}`) };
    case "outside":
      return { kind: "refused", status: 404 };
    default:
      return place satisfies never;
  }
}

function createAt(url: string, parts: RequestParts): Request {
  const { url: target = "/" } = parts.incoming;
  const isAbsolute = !target.startsWith("/") && target !== "*";
  const host = isAbsolute ? new URL(url).host : undefined; // RFC 9112 §3.2.2: the target's host wins
  return create({ origin: normaliseUrl(url), path: "", host }, parts);
}

function create(place: RequestPlace, { incoming, context, body, native }: RequestParts): Request {
  const head = body?.isDecoded === true ? toDecodedHead(incoming) : incoming;
  const light = new LightRequest(place, head, { context, body });
  return native ? LightRequest.unwrap(light) : (light as unknown as Request);
}

/** Without what was true of the body before it was decoded. */
function toDecodedHead({ method, rawHeaders }: IncomingMessage): RequestHead {
  const kept = rawHeaders.filter((_, at) => {
    const name = rawHeaders[at - (at % 2)]?.toLowerCase();
    return name !== "content-encoding" && name !== "content-length";
  });
  return { method, rawHeaders: kept };
}

/** RFC 9112 §3.2: HTTP/1.1 without a Host, or anything with two, is refused. */
function hasOneHost(incoming: IncomingMessage): boolean {
  const raw = incoming.rawHeaders;
  let hosts = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string;
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts === 1 || (hosts === 0 && incoming.httpVersion !== "1.1");
}

/** HTTP/2 has the host in a pseudo header, which node:http2's compatible API shows among the fields. */
function hostOf({ headers }: IncomingMessage): string | undefined {
  return headers.host ?? (headers[":authority"] as string | undefined);
}

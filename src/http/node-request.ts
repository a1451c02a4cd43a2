/** From node:http's IncomingMessage to a Request, or to the status that refuses it. */

import type { IncomingMessage } from "node:http";
import { LightRequest } from "./light-request.ts";
import type { NodeBody } from "./node-body.ts";
import { normaliseUrl, resolveTarget } from "./request-target.ts";
import type { Peer, ServedContext } from "./served-context.ts";

/** A request that can be served, or the answer to one that cannot. */
export type Reading =
  | { readonly kind: "request"; readonly request: Request }
  | { readonly kind: "refused"; readonly status: 400 | 405 };

/** What a Request is made of. */
export interface RequestParts {
  readonly incoming: IncomingMessage;
  readonly peer: Peer;
  readonly context: ServedContext;
  readonly body: NodeBody | undefined;
  /** Make the native Request at once. */
  readonly native: boolean;
}

/** Makes the Request; malformed input is a value, never an error. */
export function toRequest(parts: RequestParts): Reading {
  const { incoming, peer, context, body } = parts;
  const method = incoming.method ?? "GET";
  if (method === "TRACE") return { kind: "refused", status: 405 };
  if (!hasOneHost(incoming)) return { kind: "refused", status: 400 };
  const target = { method, target: incoming.url ?? "/", host: incoming.headers.host, peer };
  const url = resolveTarget(target);
  if (url === undefined) return { kind: "refused", status: 400 };
  try {
    const { rawHeaders } = incoming;
    const isAbsolute = !target.target.startsWith("/") && target.target !== "*";
    const host = isAbsolute ? new URL(url).host : undefined; // RFC 9112 §3.2.2: the target's host wins
    const light = new LightRequest({
      method,
      url: normaliseUrl(url),
      rawHeaders,
      host,
      body,
      context,
    });
    return {
      kind: "request",
      request: parts.native ? LightRequest.unwrap(light) : (light as unknown as Request),
    };
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
  const { "transfer-encoding": coding, "content-length": length } = incoming.headers;
  return coding !== undefined || (length !== undefined && length !== "0");
}

/** RFC 9112 §3.2: HTTP/1.1 without a Host, or anything with two, is refused. */
function hasOneHost(incoming: IncomingMessage): boolean {
  const raw = incoming.rawHeaders;
  let hosts = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string;
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts === 1 || (hosts === 0 && incoming.httpVersion === "1.0");
}

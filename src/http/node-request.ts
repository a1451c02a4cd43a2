/** From node:http's IncomingMessage to a native Request, or to the status that refuses it. */

import type { IncomingMessage } from "node:http";
import type { NodeBody } from "./node-body.ts";
import { resolveTarget } from "./request-target.ts";
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
}

/** Makes the Request; malformed input is a value, never an error. */
export function toRequest(parts: RequestParts): Reading {
  const { incoming, peer, context, body } = parts;
  const method = incoming.method ?? "GET";
  if (method === "TRACE") return { kind: "refused", status: 405 };
  if (!hasOneHost(incoming)) return { kind: "refused", status: 400 };
  const target = { method, target: incoming.url ?? "/", host: hostOf(incoming), peer };
  const url = resolveTarget(target);
  if (url === undefined) return { kind: "refused", status: 400 };
  try {
    const headers = toHeaders(incoming.rawHeaders);
    if (!target.target.startsWith("/") && target.target !== "*") {
      headers.set("host", new URL(url).host); // RFC 9112 §3.2.2: the target's host wins
    }
    const init: RequestInit =
      body === undefined
        ? { method, headers }
        : { method, headers, body: body.stream, duplex: "half" };
    return { kind: "request", request: new ServedRequest(url, init, context) };
  } catch {
    return { kind: "refused", status: 400 };
  }
}

/** Whether the head announces a body that a Request can carry. */
export function hasBody(incoming: IncomingMessage): boolean {
  if (incoming.method === "GET" || incoming.method === "HEAD") return false;
  if (incoming.httpVersionMajor > 1) return !incoming.complete; // may come without any length
  const { "transfer-encoding": coding, "content-length": length } = incoming.headers;
  return coding !== undefined || (length !== undefined && length !== "0");
}

/** Without `signal`, so that ours may stand in its place. */
const NativeRequest = Request as unknown as new (
  url: string,
  init: RequestInit,
) => Omit<Request, "signal">;

/** A native Request whose signal fires when the client leaves. */
class ServedRequest extends NativeRequest {
  readonly #context: ServedContext;

  constructor(url: string, init: RequestInit, context: ServedContext) {
    super(url, init);
    this.#context = context;
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }
}

/** HTTP/2 has the host in a pseudo header, which node:http2's compatible API shows among the fields. */
function hostOf({ headers }: IncomingMessage): string | undefined {
  return headers.host ?? (headers[":authority"] as string | undefined);
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

function toHeaders(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string;
    if (!name.startsWith(":")) headers.append(name, raw[index + 1] as string);
  }
  return headers;
}

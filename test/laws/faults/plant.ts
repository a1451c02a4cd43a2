/** Makes a broken server: engine `node` with its handler, its running server or the bytes on its wire replaced. */

import { type Millis, millis } from "../../../src/core/index.ts";
import type { Handler, RequestContext } from "../../../src/http/index.ts";
import { serverSubject, type ServerSubject } from "../../../src/laws/index.ts";
import {
  node,
  type RunningServer,
  type ServerAdapter,
  type ServerOptions,
} from "../../../src/serve/engines/index.ts";
import { throughWire, type Wire } from "./wire.ts";

/** What is broken, and which promises are broken with it. */
export interface Fault {
  readonly name: string;
  readonly breaks: readonly string[];
  readonly handler?: (handler: Handler, server: () => RunningServer) => Handler;
  readonly server?: (server: RunningServer) => RunningServer;
  readonly options?: Partial<ServerOptions>;
  readonly wire?: Wire;
}

const lingerTimeout: Millis = millis(800);

/** Engine `node` with one fault. */
export function plant(fault: Fault): ServerSubject {
  const adapter: ServerAdapter = {
    ...node,
    name: fault.name,
    start: async (handler, listeners, options) => {
      const started: { server?: RunningServer } = {};
      const inner = fault.handler?.(handler, () => started.server as RunningServer) ?? handler;
      const server = await node.start(inner, listeners, { ...options, ...fault.options });
      return (started.server = fault.server?.(server) ?? server);
    },
  };
  const isSlow = fault.breaks.some((id) => id.startsWith("time-"));
  const lacks = isSlow ? {} : { timedLimits: "takes seconds, so only faults of time are given it" };
  const subject = serverSubject(adapter, { lingerTimeout, lacks });
  return fault.wire === undefined ? subject : throughWire(subject, fault.wire);
}

/** Replaces requests before the handler sees them. */
export function onRequest(
  change: (request: Request, context: RequestContext) => Request | Promise<Request>,
): (handler: Handler) => Handler {
  return (handler) => async (request, context) => handler(await change(request, context), context);
}

/** Replaces answers of the handler; what is no Response passes. */
export function onAnswer(
  change: (response: Response, request: Request) => Response | Promise<Response>,
): (handler: Handler) => Handler {
  return (handler) => async (request, context) => {
    const response = await handler(request, context);
    return response instanceof Response && response.type !== "error"
      ? change(response, request)
      : response;
  };
}

/** Replaces the streams of answers that are streams and nothing else. */
export function onStream(
  change: (
    source: ReadableStream<Uint8Array<ArrayBuffer>>,
  ) => ReadableStream<Uint8Array<ArrayBuffer>>,
): (handler: Handler) => Handler {
  return onAnswer((response, { method }) => {
    const { body, headers } = response;
    if (body === null || method === "HEAD" || headers.has("content-type")) return response;
    return new Response(change(body), response);
  });
}

/** The same context with other members. */
export function withContext(
  context: RequestContext,
  changes: Partial<RequestContext>,
): RequestContext {
  return new Proxy(context, {
    get: (target, key) => {
      if (Object.hasOwn(changes, key)) return Reflect.get(changes, key) as unknown;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Our app on somebody else's server: node:http, https, http2's compatible API, or mounted in Express (rows A8, A18). */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { describeError, type Logger, systemClock, toPlainAddress } from "../core/index.ts";
import type { App, Handler } from "./app.ts";
import type { CompletedRequest } from "./completed-request.ts";
import { type ErrorReporter, withErrorBoundary } from "./error-boundary.ts";
import type { ClientAddress, RequestContext } from "./context.ts";
import type { Next } from "./from-node-listener.ts";
import { toHandler } from "./mount.ts";
import { NodeExchange } from "./node-exchange.ts";
import type { NodeConnection, NodeHost } from "./node-host.ts";
import { createAnswered } from "./node-pair.ts";
import { ServedContext } from "./served-context.ts";

/** What the foreign server may say about itself; all of it has a default. */
export interface NodeListenerOptions {
  /** For `context.worker`; 0. */
  readonly worker?: number;
  /** For `context.server`; `foreign`. */
  readonly server?: string;
  /** For `context.draining`; never fires. */
  readonly draining?: AbortSignal;
  /** Hears of what the app throws where no `next` takes it; else it becomes a warning of the process. */
  readonly onError?: ErrorReporter;
  /** What `context.log` writes to; nowhere by default. */
  readonly logger?: Logger;
  /** Hears of every request once it is over. */
  readonly onCompleted?: (completed: CompletedRequest) => void;
}

/**
 * Makes a listener for any server that speaks node:http's types. The URL is the server's `request.url`: mounted in
 * Express under a prefix, that is the rest of the path. The app answers every request, so `next` is called only with
 * what the app throws before it has answered. `start` and `stop` are for whoever runs the server to call.
 */
export function toNodeListener(
  app: App | Handler,
  options: NodeListenerOptions = {},
): (incoming: IncomingMessage, outgoing: ServerResponse, next?: Next) => void {
  const host = createHost(options);
  const handler = toHandler(app);
  const guarded = withErrorBoundary(handler, host.onError);
  return (incoming, outgoing, next) => {
    const asked = next === undefined ? guarded : withNext(handler, next);
    const start = { incoming, outgoing, expectsContinue: false };
    const exchange = new NodeExchange(start, toConnection(incoming), { ...host, handler: asked });
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) exchange.leave();
    });
    exchange.run();
  };
}

/** Web middleware: answers, or leaves the request to the next one. */
export type WebMiddleware = (
  request: Request,
  context: RequestContext,
) => Response | undefined | Promise<Response | undefined>;

/**
 * Makes Express or connect middleware. It is asked about GET and HEAD, and sees the whole path that the client
 * asked for, also where it is mounted under a part of it.
 */
export function toNodeMiddleware(
  middleware: WebMiddleware,
): (
  incoming: IncomingMessage & { originalUrl?: string },
  outgoing: ServerResponse,
  next: Next,
) => void {
  const host = createHost({});
  return (incoming, outgoing, next) => {
    if (incoming.method !== "GET" && incoming.method !== "HEAD") return next();
    const handler: Handler = async (request, context) => {
      const answer = await middleware(request, context);
      if (answer !== undefined) return answer;
      next();
      return createAnswered(404);
    };
    const start = { incoming, outgoing, expectsContinue: false };
    const asked = { ...host, handler: withNext(handler, next) };
    const exchange = new NodeExchange(start, toConnection(incoming), asked);
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) exchange.leave();
    });
    const { url } = incoming;
    incoming.url = incoming.originalUrl ?? url;
    exchange.run();
    incoming.url = url;
  };
}

/** The context of a request on somebody else's server: what the connection itself says, and no proxy. */
export function readNodeContext(incoming: IncomingMessage): RequestContext {
  return new ServedContext(toConnection(incoming), createHost({}), incoming.rawHeaders);
}

function createHost(options: NodeListenerOptions): Omit<NodeHost<NodeExchange>, "handler"> {
  const { logger, onCompleted } = options;
  return {
    logger,
    completion: onCompleted && { clock: systemClock, onCompleted },
    worker: options.worker ?? 0,
    server: options.server ?? "foreign",
    draining: options.draining ?? new AbortController().signal,
    basePath: "",
    native: true,
    decodeLimit: undefined,
    bodyFailed: () => {},
    maxTrailers: Infinity, // the foreign server's business
    finished: () => {},
    waiting: () => {},
    answered: () => {},
    onError: options.onError ?? warn,
    keep: () => {},
  };
}

/** Leaves errors to whoever mounted us, who answers them as all others. */
function withNext(handler: Handler, next: Next): Handler {
  return async (request, context) => {
    const errors: unknown[] = [];
    const guarded = withErrorBoundary(handler, (error) => errors.push(error));
    const response = await guarded(request, context);
    if (errors.length === 0) return response;
    next(errors[0]);
    return createAnswered(500);
  };
}

/** How long the connection lives is the foreign server's business. */
function toConnection({ socket }: IncomingMessage): NodeConnection<NodeExchange> {
  const { localAddress, localPort } = socket;
  const local = toPlainAddress(localAddress ?? "localhost");
  const host = local.includes(":") ? `[${local}]` : local;
  return {
    client: toClient(socket),
    scheme: (socket as Socket & { encrypted?: boolean }).encrypted === true ? "https" : "http",
    authority: localPort === undefined ? host : `${host}:${localPort}`,
    trust: undefined,
    isLast: (_exchange, wanted) => wanted,
    refuse: () => {},
    giveUp: () => {},
    switchProtocols: () => {},
  };
}

/**
 * A TCP peer that has reset the connection has no address any more, but our own end has. It must not be taken for
 * somebody on a unix socket, who is on this machine.
 */
function toClient({ remoteAddress, remotePort, localAddress, destroyed }: Socket): ClientAddress {
  if (remoteAddress !== undefined)
    return { address: toPlainAddress(remoteAddress), port: remotePort ?? 0 };
  const isUnix = localAddress === undefined && !destroyed;
  return { address: isUnix ? "unix" : "0.0.0.0", port: 0 };
}

function warn(error: unknown, requestId: string): void {
  process.emitWarning(`request ${requestId}: ${describeError(error)}`, "LandfallWarning");
}

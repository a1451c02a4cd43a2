/** Our app on somebody else's server: node:http, https, http2's compatible API, or mounted in Express (rows A8, A18). */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { App, Handler } from "./app.ts";
import { type ErrorReporter, withErrorBoundary } from "./error-boundary.ts";
import type { Next } from "./from-node-listener.ts";
import { toHandler } from "./mount.ts";
import { type NodeConnection, NodeExchange, type NodeHost } from "./node-exchange.ts";
import { createAnswered } from "./node-pair.ts";

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

function createHost(options: NodeListenerOptions): Omit<NodeHost, "handler"> {
  return {
    worker: options.worker ?? 0,
    server: options.server ?? "foreign",
    draining: options.draining ?? new AbortController().signal,
    basePath: "",
    native: true,
    finished: () => {},
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
function toConnection({ socket }: IncomingMessage): NodeConnection {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  const local = toPlain(localAddress ?? "localhost");
  const host = local.includes(":") ? `[${local}]` : local;
  return {
    client:
      remoteAddress === undefined
        ? { address: "unix", port: 0 }
        : { address: toPlain(remoteAddress), port: remotePort ?? 0 },
    scheme: (socket as Socket & { encrypted?: boolean }).encrypted === true ? "https" : "http",
    authority: localPort === undefined ? host : `${host}:${localPort}`,
    trust: undefined,
    isLast: (_exchange, wanted) => wanted,
    refuse: () => {},
    switchProtocols: () => {},
  };
}

/** An IPv4 client of a dual-stack listener is an IPv4 client. */
function toPlain(address: string): string {
  return address.replace(/^::ffff:(?=.*\.)/, "").replace(/%.*$/, "");
}

function warn(error: unknown, requestId: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`request ${requestId}: ${text}`, "LandfallWarning");
}

/** The running server of engine `node`: one node:http server per listener over one table of connections. */

import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import {
  type Bytes,
  type Clock,
  type ListenAddress,
  type Logger,
  type Millis,
  type RequestLimits,
  seconds,
  systemClock,
  usualLimits,
  usualProxyHeaders,
} from "../../../core/index.ts";
import {
  type ClientRefusal,
  type CompletionObserver,
  createProxyTrust,
  type Handler,
  NodeExchange,
  type NodeExchangeStart,
  type NodeHost,
  OpenSockets,
  type ProxyTrust,
  type WebSocketHost,
  withErrorBoundary,
} from "../../../http/index.ts";
import type { Listener, RunningServer, ServerActivity, ServerOptions } from "../contract.ts";
import { Connection, type ConnectionHost } from "./connection.ts";
import { Guard } from "./guard.ts";
import { listen } from "./listen.ts";
import { hasClearEnd, isCutShort, toRefusal } from "./refusal.ts";
import { RunningRequests } from "./running.ts";
import { serveUpgrade, type UpgradeEvent } from "./upgrades.ts";

/** Listens on every address or on none. */
export async function startNodeServer(
  handler: Handler,
  listeners: readonly Listener[],
  options: ServerOptions,
): Promise<RunningServer> {
  const server = new NodeServer(handler, options);
  try {
    for (const listener of listeners) await server.open(listener);
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

const usualReconnectWindow = seconds(10);

class NodeServer implements RunningServer, NodeHost<NodeExchange>, ConnectionHost {
  readonly addresses: ListenAddress[] = [];
  readonly server = "node";
  readonly worker: number;
  readonly clock: Clock;
  readonly limits: RequestLimits;
  readonly lingerTimeout: Millis;
  readonly trust: ProxyTrust | undefined;
  readonly basePath: string;
  readonly onError: (error: unknown, requestId: string) => void;
  readonly handler: Handler;
  readonly native: boolean;
  readonly logger: Logger | undefined;
  readonly completion: CompletionObserver | undefined;
  readonly webSockets: WebSocketHost;
  readonly #backlog: number;
  readonly #decodes: boolean;
  readonly #servers: Server[] = [];
  readonly #connections = new Map<Socket, Connection>();
  readonly #running = new RunningRequests();
  readonly #guard: Guard;
  readonly #draining = new AbortController();
  readonly #drained = Promise.withResolvers<void>();
  /** Set by `close`; resolves when the last socket is gone. */
  #closed: PromiseWithResolvers<void> | undefined;
  #inFlight = 0;
  #requests = 0;
  /** `waitUntil` promises that have not settled. */
  #pending = 0;

  constructor(handler: Handler, options: ServerOptions) {
    this.worker = options.worker;
    this.clock = options.clock ?? systemClock;
    this.limits = { ...usualLimits, ...options };
    const { clock, limits } = this;
    const { onRefusal } = options;
    const sockets = new OpenSockets(clock, options.reconnectWindow ?? usualReconnectWindow);
    this.webSockets = { sockets, maxMessage: limits.maxMessage };
    const [connections, running] = [this.#connections, this.#running];
    this.#guard = new Guard({ clock, limits, connections, running, onRefusal });
    this.lingerTimeout = options.lingerTimeout;
    const { trustedProxies = [], proxyHeaders = usualProxyHeaders, basePath = "" } = options;
    this.trust = createProxyTrust({ trustedProxies, proxyHeaders });
    this.basePath = basePath;
    this.native = options.nativeResponse ?? true;
    const { onCompleted, logger } = options;
    this.logger = logger;
    this.completion = onCompleted && { clock, onCompleted };
    this.onError = options.onError;
    this.handler = withErrorBoundary(handler, options.onError);
    this.#backlog = options.backlog;
    this.#decodes = options.decompressRequests ?? false;
    setMaxListeners(0, this.#draining.signal); // every open stream may listen to it
  }

  get decodeLimit(): Bytes | undefined {
    return this.#decodes ? this.limits.maxBody : undefined;
  }

  bodyFailed(exchange: NodeExchange, why: ClientRefusal): void {
    const connection = this.#connections.get(exchange.incoming.socket);
    if (connection !== undefined) this.#guard.refuseBody(connection, exchange, why);
  }

  get maxTrailers(): number {
    return this.limits.maxHeaders;
  }

  get draining(): AbortSignal {
    return this.#draining.signal;
  }

  isDraining(): boolean {
    return this.#draining.signal.aborted;
  }

  activity(): ServerActivity {
    return {
      connections: this.#connections.size,
      inFlight: this.#inFlight,
      requests: this.#requests,
      refused: this.#guard.refused,
      oldest: this.#running.oldest,
    };
  }

  waiting(exchange: NodeExchange): void {
    this.#running.begin(exchange);
  }

  answered(exchange: NodeExchange): void {
    this.#running.end(exchange);
  }

  keep(work: Promise<unknown>): void {
    this.#pending += 1;
    void work.then(() => {
      this.#pending -= 1;
      this.#settle();
    });
  }

  async open(listener: Listener): Promise<void> {
    // The exchange refuses a missing Host itself, so that such a request is counted and closed like any other.
    const server = createServer({ requireHostHeader: false, ...this.#guard.nodeOptions });
    const isUnix = (listener.kind === "descriptor" ? listener.address : listener).kind === "unix";
    // The guard counts: some versions of Node drop in silence what is above their count, others refuse it unread.
    server.maxHeadersCount = 0;
    server.on("connection", (socket) => this.#accept(socket, isUnix));
    server.on("request", (incoming, outgoing) =>
      this.#serve({ incoming, outgoing, expectsContinue: false }),
    );
    for (const event of ["checkContinue", "checkExpectation"]) {
      server.on(event, (incoming: IncomingMessage, outgoing: ServerResponse) =>
        this.#serve({ incoming, outgoing, expectsContinue: true }),
      );
    }
    server.on("clientError", (error: NodeJS.ErrnoException, socket) =>
      this.#misread(socket as Socket, error),
    );
    server.on("upgrade", (incoming, socket, head) =>
      this.#upgrade(server, incoming, { socket: socket as Socket, head }),
    );
    server.on("connect", (_incoming, socket) => this.#refuseTunnel(socket as Socket));
    this.#servers.push(server);
    const address = await listen(server, listener, this.#backlog);
    server.on("error", (error) => this.onError(error, ""));
    this.addresses.push(address);
  }

  drain(): Promise<void> {
    if (!this.isDraining()) {
      this.#stopAccepting();
      this.#draining.abort(new DOMException("The worker is draining.", "AbortError"));
      for (const connection of this.#connections.values()) connection.linger();
      this.webSockets.sockets.drain();
      this.#settle();
    }
    return this.#drained.promise;
  }

  async close(): Promise<void> {
    this.#stopAccepting();
    for (const server of this.#servers) server.close(); // stops Node's timer for slow requests
    for (const socket of this.#connections.keys()) socket.destroy();
    this.#closed ??= Promise.withResolvers();
    this.#settle();
    await this.#closed.promise;
    this.#drained.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A connection that is read again from its next request on is not a new one. */
  #accept(socket: Socket, isUnix: boolean): void {
    if (this.#connections.has(socket)) return;
    const connection = new Connection(socket, this, isUnix);
    this.#connections.set(socket, connection);
    this.#guard.watch();
    socket.destroySoon = () => connection.close();
    socket.once("close", () => this.#release(connection));
    if (this.isDraining()) connection.linger();
  }

  #release(connection: Connection): void {
    this.#inFlight -= connection.exchanges.size;
    connection.gone();
    this.#connections.delete(connection.socket);
    this.#settle();
  }

  #serve(start: NodeExchangeStart): void {
    const connection = this.#connections.get(start.incoming.socket);
    // After the last answer a client has been told that nothing more is served here; it will ask elsewhere.
    if (connection === undefined || !connection.isOpen) return void start.incoming.resume();
    if (!hasClearEnd(start.incoming)) {
      start.incoming.resume();
      return connection.refuse("400 Bad Request", start.incoming);
    }
    const exchange = new NodeExchange(start, connection, this);
    this.#inFlight += 1;
    connection.begin(exchange);
    if (this.#guard.admits(exchange, connection, start.expectsContinue)) exchange.run();
  }

  #upgrade(server: Server, incoming: IncomingMessage, place: Omit<UpgradeEvent, "incoming">): void {
    const { socket } = place;
    const connection = this.#connections.get(socket);
    // node:http has taken its own listeners off the socket, also the one for errors.
    if (connection === undefined || !connection.isOpen)
      return void socket.on("error", () => socket.destroy()).resume();
    const serve = (start: NodeExchangeStart): void => this.#serve(start);
    const { maxHeaders } = this.limits;
    serveUpgrade(server, { incoming, ...place }, { connection, maxHeaders, serve });
  }

  finished(exchange: NodeExchange): void {
    const connection = this.#connections.get(exchange.incoming.socket);
    if (connection === undefined || !connection.exchanges.has(exchange)) return;
    this.#inFlight -= 1;
    this.#requests += 1;
    connection.end(exchange);
  }

  /** CONNECT: Node has taken its own listeners off the socket, also the one for errors. */
  #refuseTunnel(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    socket.resume();
    this.#refuse(socket, "501 Not Implemented");
  }

  /** A client that leaves in the middle of a request may do so with a FIN: if it still reads, it is told. */
  #misread(socket: Socket, error: NodeJS.ErrnoException): void {
    if (isCutShort(error)) this.#connections.get(socket)?.refuse(toRefusal(error));
    else this.#refuse(socket, toRefusal(error));
  }

  #refuse(socket: Socket, status: string): void {
    const connection = this.#connections.get(socket);
    if (connection !== undefined) this.#guard.refuse(connection, status);
  }

  /** At net's level, because http's `close` cuts idle connections at once. */
  #stopAccepting(): void {
    for (const server of this.#servers) NetServer.prototype.close.call(server);
  }

  #settle(): void {
    if (this.#connections.size > 0) return;
    this.#closed?.resolve();
    if (this.#closed !== undefined || this.isDraining()) this.#guard.stop();
    if (!this.isDraining() || this.#pending > 0) return;
    for (const server of this.#servers) server.close();
    this.#drained.resolve();
  }
}

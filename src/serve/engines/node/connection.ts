/** One accepted connection: its exchanges, when it is idle, and how it is closed without losing an answer. */

import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import {
  type Clock,
  type Millis,
  millis,
  type RequestLimits,
  toPlainAddress,
  unmapAddress,
} from "../../../core/index.ts";
import {
  type ClientAddress,
  type CompletionObserver,
  createRefusedRequest,
  type NodeConnection,
  type NodeExchange,
  type ProxyTrust,
} from "../../../http/index.ts";

/** How long a connection that was refused or answered for the last time may take to finish speaking. */
const farewellTimeout = millis(10_000);
const farewellBytes = 16 * 1024 * 1024;

/** What a connection needs to know of its server. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly lingerTimeout: Millis;
  readonly limits: RequestLimits;
  readonly trust: ProxyTrust | undefined;
  readonly completion: CompletionObserver | undefined;
  isDraining(): boolean;
}

/** What a client has to send next, and of what: the same `what` means that it is still the same debt. */
export type Owed =
  | { readonly kind: "anything"; readonly what: "anything" }
  | { readonly kind: "head"; readonly what: number }
  | { readonly kind: "body"; readonly what: NodeExchange };

/** One accepted connection. */
export class Connection implements NodeConnection<NodeExchange> {
  readonly socket: Socket;
  readonly client: ClientAddress;
  readonly scheme = "http";
  readonly trust: ProxyTrust | undefined;
  readonly exchanges: Set<NodeExchange> = new Set();
  readonly #host: ConnectionHost;
  #newest: NodeExchange | undefined;
  /** The last answer is under way or sent: what comes after it is not served. */
  #closing = false;
  /** What comes after the newest request cannot be read: it is no HTTP, or hides behind a refused body. */
  #garbled = false;
  /** `bytesRead` when nothing was under way: any other count means that a request has begun. */
  #bytesAtRest = 0;
  #cancelTimer: (() => void) | undefined;
  #refusedAt: number | undefined;
  /** node:http has let go of the connection, because a request asks for another protocol. */
  #isDetached = false;
  /** It speaks another protocol. */
  #isSwitched = false;
  /** Runs when everything that came before it is answered. */
  #next: (() => void) | undefined;

  constructor(socket: Socket, host: ConnectionHost, isUnix: boolean) {
    this.socket = socket;
    this.#host = host;
    this.client = isUnix
      ? { address: "unix", port: 0 }
      : { address: unmapAddress(socket.remoteAddress ?? "0.0.0.0"), port: socket.remotePort ?? 0 };
    this.trust = host.trust?.includes(this.client.address) === true ? host.trust : undefined;
  }

  /** `host:port` of our own end, or `localhost` on a unix socket. */
  get authority(): string {
    const { localAddress, localPort } = this.socket;
    if (localAddress === undefined) return "localhost";
    const host = toPlainAddress(localAddress);
    return `${host.includes(":") ? `[${host}]` : host}:${localPort}`;
  }

  /** Whether a request that arrives now is still served. */
  get isOpen(): boolean {
    return !this.#closing;
  }

  /**
   * While draining, or when the app wants it, the newest request gets the last answer; those pipelined before it
   * keep the connection, or the answers behind them would be lost.
   */
  isLast(exchange: NodeExchange, wanted: boolean): boolean {
    const isNewest = exchange === this.#newest && this.#next === undefined;
    const last = isNewest && (wanted || this.#garbled || this.#closesAlways());
    if (last) this.#closing = true;
    return last;
  }

  /** Undefined while it is the app's turn, and between requests. */
  get owed(): Owed | undefined {
    if (this.#refusedAt !== undefined || this.#isDetached) return undefined;
    const newest = this.#newest;
    if (newest?.incoming.complete === false) return { kind: "body", what: newest };
    if (this.#closing || this.#isIdle()) {
      const isFresh = !this.#closing && this.socket.bytesRead === 0;
      return isFresh ? { kind: "anything", what: "anything" } : undefined;
    }
    return this.exchanges.size > 0 ? undefined : { kind: "head", what: this.#bytesAtRest };
  }

  /** Nothing behind the newest request is served: the rest of its body will not be read. */
  spoil(): void {
    this.#garbled = true;
  }

  /** node:http has read a request that asks for another protocol, and reads nothing behind it. */
  detach(): void {
    const { socket } = this;
    this.#isDetached = true;
    this.#stopTimer();
    socket.setTimeout(0);
    socket.on("error", ignore);
  }

  /** node:http reads again. */
  attach(): void {
    this.#isDetached = false;
    this.socket.off("error", ignore).removeAllListeners("timeout");
  }

  /** Runs what must not begin before everything that came earlier is answered. */
  afterAnswers(next: () => void): void {
    if (this.exchanges.size === 0) next();
    else this.#next = next;
  }

  /** Its end is not the server's business any more, but for its being cut. */
  switchProtocols(): void {
    this.#isSwitched = true;
    this.#stopTimer();
    Reflect.deleteProperty(this.socket, "destroySoon");
  }

  /** A request has arrived. */
  begin(exchange: NodeExchange): void {
    this.exchanges.add(exchange);
    this.#newest = exchange;
    this.#stopTimer();
  }

  /** An answer is complete; the request may still be on its way. */
  end(exchange: NodeExchange): void {
    this.exchanges.delete(exchange);
    const { incoming } = exchange;
    if (incoming.complete) this.#rest(exchange);
    else incoming.once("close", () => this.#rest(exchange));
  }

  /** While draining: gives an idle connection its linger, and then a FIN. */
  linger(): void {
    if (this.#closing || !this.#isIdle()) return;
    this.#stopTimer();
    this.#cancelTimer = this.#host.clock.after(this.#host.lingerTimeout, () => {
      if (this.#isIdle()) this.close();
    });
  }

  /** What comes cannot be read, so that a body that is not here yet will never be. */
  garble(status: number): void {
    if (this.#newest?.incoming.complete === false) this.#newest.spoilBody(status);
  }

  /** Answers what is no HTTP with a status and closes; requests that came before it are answered first. */
  refuse(status: string, incoming?: IncomingMessage): void {
    const { socket } = this;
    const waiting = this.exchanges.size > 0 && this.#newest?.incoming.complete === true;
    if (waiting && socket.writable) this.#closing = this.#garbled = true;
    else if (this.#refusedAt === undefined) this.#refuseNow(status, incoming);
    else if (socket.bytesRead - this.#refusedAt > farewellBytes) socket.destroy();
  }

  giveUp(status: string): void {
    if (this.#refusedAt === undefined) this.#refuseNow(status);
  }

  /**
   * Sends a FIN after the last byte. node:http calls this in place of `destroySoon` when an answer was the last:
   * destroying while the client still sends would reset the connection and lose the answer, so the rest of the
   * request is read first, which its exchange bounds.
   */
  close(): void {
    this.#closing = true;
    if (this.#isDetached) return this.#partFrom();
    const incoming = this.#newest?.incoming;
    if (incoming === undefined || incoming.complete || incoming.destroyed)
      return this.#destroySoon();
    if (this.socket.writable) this.socket.end();
    incoming.once("close", () => this.#destroySoon());
  }

  /** The socket is closed: whoever still works for it is told. */
  gone(): void {
    this.#stopTimer();
    for (const exchange of this.exchanges) exchange.leave();
    this.exchanges.clear();
    // Node forgets a request as soon as its answer is complete; one whose body is still being read must hear of it.
    this.#newest?.incoming.destroy();
  }

  #refuseNow(status: string, incoming?: IncomingMessage): void {
    const { socket } = this;
    const [first, second] = this.exchanges;
    this.#closing = true;
    this.#refusedAt = socket.bytesRead;
    const tooLate = second !== undefined || first?.isUnanswered === false;
    if (tooLate || !socket.writable) return void socket.destroy();
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    this.#limitFarewell();
    const code = Number.parseInt(status, 10);
    if (first === undefined) this.#record(code, incoming);
    else first.overrule(code);
  }

  /** What the client still sends, in whatever protocol, is read and forgotten: a reset would take the answer with it. */
  #partFrom(): void {
    const { socket } = this;
    const end = socket.bytesRead + farewellBytes;
    socket.on("data", () => {
      if (socket.bytesRead > end) socket.destroy();
    });
    if (socket.writable) socket.end();
    this.#limitFarewell();
  }

  #limitFarewell(): void {
    this.#stopTimer();
    this.#cancelTimer = this.#host.clock.after(farewellTimeout, () => this.socket.destroy());
  }

  #record(status: number, incoming?: IncomingMessage): void {
    const { method = "", url: target = "", httpVersion, rawHeaders: fields } = incoming ?? {};
    const read = fields && { method, target, protocol: `HTTP/${httpVersion}`, fields };
    this.#host.completion?.onCompleted(createRefusedRequest(this.client, status, read));
  }

  #rest(exchange: NodeExchange): void {
    if (exchange === this.#newest) this.#newest = undefined;
    if (this.exchanges.size > 0 || this.socket.destroyed || this.#isSwitched) return;
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined && !this.#closing) return next();
    if (this.#garbled) return this.close();
    this.#bytesAtRest = this.socket.bytesRead;
    if (this.#host.isDraining()) this.linger();
  }

  #closesAlways(): boolean {
    return this.#host.isDraining() || this.#host.limits.keepAliveTimeout === 0;
  }

  #isIdle(): boolean {
    if (this.#isDetached) return false;
    return this.exchanges.size === 0 && this.socket.bytesRead === this.#bytesAtRest;
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #destroySoon(): void {
    Socket.prototype.destroySoon.call(this.socket);
  }
}

function ignore(): void {}

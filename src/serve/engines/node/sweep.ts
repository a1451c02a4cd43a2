/**
 * Looks once a second at what every client owes its connection. No request pays for a timer, and a deadline may be
 * kept two seconds late, never early.
 */

import { bodyRateWindow, type Clock, millis, type RequestLimits } from "../../../core/index.ts";
import type { NodeExchange } from "../../../http/index.ts";
import type { Connection } from "./connection.ts";

const interval = millis(1_000);

/** What a sweep looks at, and what it does about it. */
export interface SweepHost {
  readonly clock: Clock;
  readonly limits: RequestLimits;
  readonly connections: ReadonlyMap<unknown, Connection>;
  /** Looks at what the app owes; true if it owes anything, also to clients that have gone. */
  look(now: number): boolean;
  refuseHead(connection: Connection): void;
  refuseBody(connection: Connection, exchange: NodeExchange): void;
}

/** The sweep of one server; it rests while nobody is connected and the app owes nothing. */
export class Sweep {
  readonly #host: SweepHost;
  /** A connection that is shorter than the interval never gets one. */
  readonly #watches = new WeakMap<Connection, Watch>();
  #cancel: (() => void) | undefined;

  constructor(host: SweepHost) {
    this.#host = host;
  }

  /** Goes on until nobody is connected and the app owes nothing. */
  start(): void {
    this.#cancel ??= this.#host.clock.after(interval, () => this.#run());
  }

  /** Ends it now. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #run(): void {
    this.#cancel = undefined;
    const { clock, connections } = this.#host;
    const now = clock.now();
    for (const connection of connections.values()) this.#watchOf(connection, now).look(now);
    const owes = this.#host.look(now);
    if (owes || connections.size > 0) this.start();
  }

  #watchOf(connection: Connection, now: number): Watch {
    const watch = this.#watches.get(connection) ?? new Watch(connection, this.#host, now);
    this.#watches.set(connection, watch);
    return watch;
  }
}

/** What was seen of one connection. */
class Watch {
  readonly #connection: Connection;
  readonly #host: SweepHost;
  /** Since when the client owes the same thing. */
  #since: number;
  #owed: unknown;
  #seen: number;
  /** Bytes that had come when the window began, and how long somebody has waited for more in it. */
  #bytes = 0;
  #waited = 0;

  constructor(connection: Connection, host: SweepHost, now: number) {
    this.#connection = connection;
    this.#host = host;
    this.#since = this.#seen = now;
  }

  look(now: number): void {
    const { owed } = this.#connection;
    const elapsed = now - this.#seen;
    this.#seen = now;
    if (owed?.what !== this.#owed) {
      this.#owed = owed?.what;
      this.#since = now;
      this.#openWindow();
    }
    switch (owed?.kind) {
      case undefined:
        return;
      case "anything":
        return this.#lookAtSilence(now - this.#since);
      case "head":
        return this.#lookAtHead(now - this.#since);
      case "body":
        return this.#lookAtBody(owed.what, elapsed);
      default:
        owed satisfies never;
    }
  }

  /** Whoever has never said anything gets no answer either. */
  #lookAtSilence(age: number): void {
    const { keepAliveTimeout, headerTimeout } = this.#host.limits;
    const patience = keepAliveTimeout === 0 ? headerTimeout : keepAliveTimeout;
    if (patience > 0 && age >= patience) this.#connection.close();
  }

  #lookAtHead(age: number): void {
    const { headerTimeout } = this.#host.limits;
    if (headerTimeout > 0 && age >= headerTimeout) this.#host.refuseHead(this.#connection);
  }

  /** Time in which the app does not want more is not the client's. */
  #lookAtBody(exchange: NodeExchange, elapsed: number): void {
    if (exchange.isAwaitingBody) this.#waited += elapsed;
    if (this.#waited < bodyRateWindow) return;
    const came = this.#connection.socket.bytesRead - this.#bytes;
    const expected = (this.#host.limits.minBodyRate * this.#waited) / 1_000;
    if (came < expected) this.#host.refuseBody(this.#connection, exchange);
    this.#openWindow();
  }

  #openWindow(): void {
    this.#bytes = this.#connection.socket.bytesRead;
    this.#waited = 0;
  }
}

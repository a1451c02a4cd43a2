/** Holds what clients send against the limits: a request's head when it is here, the rest once a second. */

import type { IncomingMessage, ServerOptions as NodeServerOptions } from "node:http";
import { debuglog } from "node:util";
import type { Clock, RequestLimits } from "../../../core/index.ts";
import {
  type ClientRefusal,
  httpErrors,
  type NodeExchange,
  type RefusedStatus,
  tooLarge,
  tooSlow,
} from "../../../http/index.ts";
import type { Refusal } from "../contract.ts";
import { limitBody } from "./body-limit.ts";
import type { Connection } from "./connection.ts";
import { type RunningRequests, toRoute } from "./running.ts";
import { Sweep } from "./sweep.ts";

/** What a guard needs of its server. */
export interface GuardHost {
  readonly clock: Clock;
  readonly limits: RequestLimits;
  /** Every open connection. */
  readonly connections: ReadonlyMap<unknown, Connection>;
  readonly running: RunningRequests;
  readonly onRefusal?: ((refusal: Refusal) => void) | undefined;
}

const debug = debuglog("landfall");

/** The limits of one server, at work. */
export class Guard {
  readonly #host: GuardHost;
  readonly #sweep: Sweep;
  #refused = 0;

  constructor(host: GuardHost) {
    this.#host = host;
    const { clock, limits, connections, running } = host;
    const limit = limits.requestTimeout;
    const expire = (exchange: NodeExchange): void =>
      exchange.expire(httpErrors.fail.REQUEST_TIMEOUT({ route: toRoute(exchange), limit }));
    this.#sweep = new Sweep({
      clock,
      limits,
      connections,
      look: (now) => running.look(now, limit, expire),
      refuseHead: (connection) => this.refuse(connection, "408 Request Timeout"),
      refuseBody: (connection, exchange) =>
        this.refuseBody(connection, exchange, tooSlow(limits.minBodyRate)),
    });
  }

  /** How many requests were refused. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * What node:http must know. Its own timers are off: one cuts every upload of more than five minutes, the other takes
   * a connection on which nothing was asked yet for a slow request.
   */
  get nodeOptions(): NodeServerOptions {
    const { maxHeaderBytes, keepAliveTimeout } = this.#host.limits;
    const maxHeaderSize = maxHeaderBytes + 1; // node:http refuses what reaches it
    return { maxHeaderSize, keepAliveTimeout, requestTimeout: 0, headersTimeout: 0 };
  }

  /** A connection was accepted. */
  watch(): void {
    this.#sweep.start();
  }

  /** No connection is left, and none will come. */
  stop(): void {
    this.#sweep.stop();
  }

  /** Whether the handler may hear of this request; if not, it is answered. */
  admits(exchange: NodeExchange, connection: Connection, expects: boolean): boolean {
    const { incoming } = exchange;
    const status = this.#judge(incoming, expects);
    if (status !== undefined) {
      exchange.refuse(status);
      this.#note(connection, status);
      return false;
    }
    const { maxBody } = this.#host.limits;
    if (maxBody > 0 && incoming.headers["transfer-encoding"] !== undefined) {
      const refuse = (): void => this.refuseBody(connection, exchange, tooLarge(maxBody));
      limitBody(incoming, maxBody, refuse);
    }
    return true;
  }

  /** Refuses what is no request, or none yet. */
  refuse(connection: Connection, status: string): void {
    const isReset = connection.socket.destroyed;
    const counts = connection.isOpen && !isReset; // nor what follows a refusal
    const code = Number.parseInt(status, 10);
    if (!isReset) connection.garble(code);
    connection.refuse(status);
    if (counts) this.#note(connection, code);
  }

  /** Takes no more of a body, and closes the connection after the answer. */
  refuseBody(connection: Connection, exchange: NodeExchange, why: ClientRefusal): void {
    if (exchange.isBodyRefused) return;
    connection.spoil();
    exchange.refuseBody(why);
    this.#note(connection, why.status);
  }

  #judge({ rawHeaders, headers }: IncomingMessage, expects: boolean): RefusedStatus | undefined {
    const { maxHeaders, maxBody } = this.#host.limits;
    if (rawHeaders.length > 2 * maxHeaders) return 431;
    if (expects && !isContinue(headers.expect)) return 417;
    const length = headers["content-length"];
    return length !== undefined && maxBody > 0 && Number(length) > maxBody ? 413 : undefined;
  }

  #note({ client }: Connection, status: number): void {
    this.#refused += 1;
    debug("refused a request of %s with %d", client.address, status);
    this.#host.onRefusal?.({ client, status });
  }
}

/** RFC 9110 §10.1.1 knows one expectation. */
function isContinue(expectation = ""): boolean {
  return expectation.split(",").every((item) => item.trim().toLowerCase() === "100-continue");
}

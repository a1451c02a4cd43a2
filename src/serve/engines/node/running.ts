/**
 * The requests that the app has not answered, looked at once a second: which is the oldest, and which are over their
 * deadline. Time in which the app waits for the client's body is not the app's.
 */

import { longestRoute, type Millis, millis, type RunningRequest } from "../../../core/index.ts";
import type { NodeExchange } from "../../../http/index.ts";

/** Looks are a second apart. What is more is a loop that stood still, which is no fault of those who waited for it. */
const longestTurn: Millis = millis(2_000);

/** The unanswered requests of one server. */
export class RunningRequests {
  /** Milliseconds that the app has had; undefined until the first look, so that no request pays for reading the clock. */
  readonly #ages = new Map<NodeExchange, number | undefined>();
  #lookedAt: number | undefined;

  /** The app will answer later. */
  begin(exchange: NodeExchange): void {
    this.#ages.set(exchange, undefined);
  }

  /** The app has answered, or will not. */
  end(exchange: NodeExchange): void {
    this.#ages.delete(exchange);
  }

  /** The one that the app has had the longest; undefined if there is none. */
  get oldest(): RunningRequest | undefined {
    let oldest: { exchange: NodeExchange; age: number } | undefined;
    for (const [exchange, age = 0] of this.#ages) {
      if (isRunning(exchange) && age > (oldest?.age ?? -1)) oldest = { exchange, age };
    }
    if (oldest === undefined) return undefined;
    return { route: toRoute(oldest.exchange), age: Math.round(oldest.age) };
  }

  /** Looks at all of them: calls `expire` once for each whose time is over. A limit of 0 is none. True if any is left. */
  look(now: number, limit: Millis, expire: (exchange: NodeExchange) => void): boolean {
    const elapsed = Math.min(now - (this.#lookedAt ?? now), longestTurn);
    this.#lookedAt = now;
    for (const [exchange, before] of this.#ages) {
      if (!isRunning(exchange)) this.#ages.delete(exchange);
      else if (before === undefined) this.#ages.set(exchange, 0);
      else if (!exchange.isAwaitingBody) this.#ages.set(exchange, before + elapsed);
    }
    for (const [exchange, age = 0] of this.#ages) {
      if (limit > 0 && age >= limit && !exchange.isExpired) expire(exchange);
    }
    return this.#ages.size > 0;
  }
}

/** `GET /report`, without the query. */
export function toRoute({ incoming }: NodeExchange): string {
  const { method = "", url = "" } = incoming;
  return `${method} ${url.split("?", 1)[0]}`.slice(0, longestRoute);
}

/** A Node listener that has begun its answer may stream it as long as it likes. */
function isRunning(exchange: NodeExchange): boolean {
  return exchange.isExpired || exchange.isUnanswered;
}

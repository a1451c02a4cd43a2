/** What an exchange on node:http needs of its server and of its connection. */

import type { Bytes } from "../core/index.ts";
import type { Handler } from "./app.ts";
import type { CompletionObserver } from "./completed-request.ts";
import type { ClientRefusal } from "./refusal.ts";
import type { ContextHost, Peer } from "./served-context.ts";
import type { WebSocketHost } from "./websocket/node-upgrade.ts";

/** What a server gives to each exchange. */
export interface NodeHost<Exchange> extends ContextHost {
  /** Answers always; see `withErrorBoundary`. */
  readonly handler: Handler;
  /** Hand native Requests to the app instead of lazy ones. */
  readonly native: boolean;
  /** Decode bodies for handlers, up to this size, 0 for any; undefined leaves them as they are. */
  readonly decodeLimit: Bytes | undefined;
  /** Hears of a body that cannot be decoded, or becomes too large. */
  bodyFailed(exchange: Exchange, why: ClientRefusal): void;
  /** Fields behind a body; more are refused. */
  readonly maxTrailers: number;
  /** What WebSockets need; undefined where there are none. */
  readonly webSockets?: WebSocketHost;
  /** Wants the record of every request; without it none is made. */
  readonly completion?: CompletionObserver | undefined;
  /** Hears that an answer is complete. */
  finished(exchange: Exchange): void;
  /** Hears that the app will answer later, and that it has. */
  waiting(exchange: Exchange): void;
  answered(exchange: Exchange): void;
}

/** The connection that carries the exchange. */
export interface NodeConnection<Exchange> extends Peer {
  /**
   * Asked when the head of an answer is about to be written: whether it is the last on its connection.
   * `wanted`: the app asks for that.
   */
  isLast(exchange: Exchange, wanted: boolean): boolean;
  /** Answers with a status line in place of the newest exchange, and closes; the answer is not lost by a reset. */
  refuse(status: string): void;
  /** Answers with a status line in place of the oldest exchange, if nothing of its answer is sent, and closes. */
  giveUp(status: string): void;
  /** From here on the connection speaks another protocol, and lives as long as that wants. */
  switchProtocols(): void;
}

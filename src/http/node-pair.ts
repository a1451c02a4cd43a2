/**
 * The way past the web's types: an engine that runs on Node's own HTTP offers its real request and response
 * to handlers that want nothing else. Global symbols, as the app may have another copy of this package.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Node's own request and response. */
export interface NodePair {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** The client waits for `100 Continue`, which nobody has sent yet. */
  readonly expectsContinue: boolean;
}

/** A connection that is to speak another protocol, as the `upgrade` event of node:http shows it. */
export interface NodeSocket {
  readonly incoming: IncomingMessage;
  readonly socket: Socket;
  /** What has arrived behind the request's head. */
  readonly head: Buffer;
}

/** Who can give the pair away. */
export interface NodePairSource {
  /** Leaves the answer to the caller, who ends it, or returns a Response while nothing is sent. */
  handOver(): NodePair;
  /** Leaves the whole connection to the caller; undefined unless the request asks for a WebSocket. */
  handOverSocket(): NodeSocket | undefined;
}

const pairSource: unique symbol = Symbol.for("landfall.node-pair") as never;
const answered: unique symbol = Symbol.for("landfall.answered") as never;

/** Puts the source where `takeNodePair` finds it, in whatever copy of this package. */
export function offerNodePair(context: object, source: NodePairSource): void {
  (context as { [pairSource]?: NodePairSource })[pairSource] = source;
}

/** The pair behind a context, if its server runs on Node's own HTTP. */
export function takeNodePair(context: object): NodePair | undefined {
  return (context as { [pairSource]?: NodePairSource })[pairSource]?.handOver();
}

/** The connection of a request that asks for a WebSocket, if its server runs on Node's own HTTP. */
export function takeNodeSocket(context: object): NodeSocket | undefined {
  return (context as { [pairSource]?: NodePairSource })[pairSource]?.handOverSocket?.();
}

/** Stands for an answer that somebody else sends; the status is for whoever logs it. */
export function createAnswered(status: number): Response {
  const isPossible = Number.isInteger(status) && status >= 200 && status <= 599;
  const response = new Response(null, { status: isPossible ? status : 200 });
  return Object.defineProperty(response, answered, { value: true });
}

/** Whether this Response only stands for an answer that somebody else sends. */
export function isAnswered(response: Response): boolean {
  return answered in response;
}

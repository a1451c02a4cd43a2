/** One request and its answer on node:http: asks the handler, sends what it returns, notices when the client leaves. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handler } from "./app.ts";
import { decideLast } from "./last-answer.ts";
import { discardRest, NodeBody } from "./node-body.ts";
import { hasBody, hasContent, toRequest } from "./node-request.ts";
import { type AnswerHooks, NodeAnswer } from "./node-answer.ts";
import {
  isAnswered,
  type NodePair,
  type NodePairSource,
  type NodeSocket,
  offerNodePair,
} from "./node-pair.ts";
import { plainAnswer } from "./plain-answer.ts";
import { answerRefusal, type ClientRefusal, toRefusal, toStatusLine } from "./refusal.ts";
import { type ContextHost, type Peer, ServedContext, type Upgrader } from "./served-context.ts";
import { httpErrors } from "./errors.ts";
import { NodeUpgrade, type WebSocketHost } from "./websocket/node-upgrade.ts";
import type { UpgradeOptions, WebSocketUpgrade } from "./websocket/served-web-socket.ts";

/** What a server gives to each exchange. */
export interface NodeHost extends ContextHost {
  /** Answers always; see `withErrorBoundary`. */
  readonly handler: Handler;
  /** Hand native Requests to the app instead of lazy ones. */
  readonly native: boolean;
  /** What WebSockets need; undefined where there are none. */
  readonly webSockets?: WebSocketHost;
  /** Hears that an answer is complete. */
  finished(exchange: NodeExchange): void;
}

/** The connection that carries the exchange. */
export interface NodeConnection extends Peer {
  /**
   * Asked when the head of an answer is about to be written: whether it is the last on its connection.
   * `wanted`: the app asks for that.
   */
  isLast(exchange: NodeExchange, wanted: boolean): boolean;
  /** Answers with a status line in place of the newest exchange, and closes; the answer is not lost by a reset. */
  refuse(status: string): void;
  /** From here on the connection speaks another protocol, and lives as long as that wants. */
  switchProtocols(): void;
}

const reasons = {
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  417: "Expectation Failed",
  431: "Request Header Fields Too Large",
} as const;

/** What a server answers by itself, before an app is asked. */
export type RefusedStatus = keyof typeof reasons;

/** How an exchange begins. */
export interface NodeExchangeStart extends NodePair {
  /** The connection, of a request that asks for a WebSocket and that node:http has let go of. */
  readonly place?: NodeSocket;
}

/** Finds the exchange of a response, so that one listener serves them all instead of a closure for each. */
const owner: unique symbol = Symbol("exchange");

type OwnedResponse = ServerResponse & { [owner]?: NodeExchange };

function tellFinished(this: OwnedResponse): void {
  this[owner]?.finish();
}

/** One request and its answer. */
export class NodeExchange implements AnswerHooks, NodePairSource, Upgrader {
  readonly incoming: IncomingMessage;
  readonly context: ServedContext;
  readonly #start: NodeExchangeStart;
  readonly #connection: NodeConnection;
  readonly #host: NodeHost;
  readonly #answer: NodeAnswer;
  #body: NodeBody | undefined;
  #request: Request | undefined;
  #isHandedOver = false;
  #refusal: ClientRefusal | undefined;
  #upgrade: NodeUpgrade | undefined;
  #isSwitched = false;

  constructor(start: NodeExchangeStart, connection: NodeConnection, host: NodeHost) {
    this.incoming = start.incoming;
    this.context = new ServedContext(connection, host, start.incoming.rawHeaders);
    offerNodePair(this.context, this);
    if (host.webSockets !== undefined) this.context.offerUpgrade(this);
    this.#start = start;
    this.#connection = connection;
    this.#host = host;
    this.#answer = new NodeAnswer(start.outgoing, this);
    const owned: OwnedResponse = start.outgoing;
    owned[owner] = this;
    owned.on("finish", tellFinished);
  }

  /** The answer is complete. */
  finish(): void {
    this.#host.finished(this);
  }

  get requestId(): string {
    return this.context.requestId;
  }

  isLast(wanted: boolean): boolean {
    return this.#connection.isLast(this, wanted);
  }

  /** What is left of the request is read and forgotten, or the connection could not go on. */
  beforeEnd(): void {
    const { incoming } = this;
    if (incoming.complete) return;
    // A Node listener that still reads is left alone; one that has lost interest would block the connection.
    if (this.#isHandedOver && isBeingRead(incoming)) return;
    if (this.#body !== undefined && !this.#isHandedOver) this.#body.answered();
    else if (hasContent(incoming)) discardRest(incoming);
  }

  onError(error: unknown): void {
    if (answerRefusal(error) === undefined) this.#host.onError(error, this.requestId);
  }

  /** Asks the handler and sends its answer; never throws. */
  run(): void {
    const { incoming } = this;
    if (hasBody(incoming)) this.#body = new NodeBody(incoming, () => this.#invite());
    const { context } = this;
    const { basePath, native } = this.#host;
    const parts = { incoming, peer: this.#connection, context, body: this.#body };
    const reading = toRequest({ ...parts, basePath, native });
    if (reading.kind === "refused") return this.refuse(reading.status);
    if (reading.kind === "elsewhere") return this.#answer.send(redirect(reading.path));
    this.#request = reading.request;
    const response = this.#host.handler(reading.request, context);
    if (!(response instanceof Promise)) return this.#deliver(response);
    void response.then((late) => this.#deliver(late));
  }

  /** From here on a Node listener answers; what it leaves unanswered comes back as a Response. */
  handOver(): NodePair {
    const { outgoing } = this.#start;
    if (!this.#isHandedOver) {
      this.#isHandedOver = true;
      this.#takeOffBasePath();
      decideLast(outgoing, (wanted) => this.isLast(wanted));
      outgoing.once("prefinish", () => this.beforeEnd());
      if (this.#refusal !== undefined) this.#evict(this.#refusal);
    }
    return this.#start;
  }

  /** Leaves the connection to a listener of the app; the handler's Response stands for whatever that answers. */
  handOverSocket(): NodeSocket | undefined {
    const { place } = this.#start;
    if (place === undefined || this.#upgrade !== undefined || this.#isHandedOver) return undefined;
    this.#takeOffBasePath();
    this.#switch();
    return place;
  }

  /** Makes a WebSocket of the request; see `RequestContext.upgrade`. */
  upgrade(options: UpgradeOptions): WebSocketUpgrade {
    const { place } = this.#start;
    const { webSockets, server } = this.#host;
    if (webSockets === undefined) throw httpErrors.fail.UPGRADE_UNSUPPORTED({ server });
    if (place === undefined) throw toRefusal(httpErrors.fail.UPGRADE_NOT_ASKED({}));
    if (this.#upgrade !== undefined) throw httpErrors.fail.UPGRADE_TWICE({});
    if (this.#isHandedOver || this.#isSwitched || !this.isUnanswered)
      throw httpErrors.fail.UPGRADE_LATE({});
    const { url = "" } = this.#request ?? {};
    const onError = (error: unknown): void => this.#host.onError(error, this.requestId);
    this.#upgrade = new NodeUpgrade({ place, url, onError }, webSockets, options);
    return this.#upgrade.upgraded;
  }

  /** Answers without asking the handler. */
  refuse(status: RefusedStatus): void {
    this.#answer.send(refusal(status));
  }

  /**
   * The server takes no more of the request's body, and whoever reads it hears why. A handler may answer by itself;
   * for a Node listener, which may never, the connection answers at once.
   */
  refuseBody(why: ClientRefusal): void {
    this.#refusal = why;
    if (this.#isHandedOver) return this.#evict(why);
    this.#body?.refuse(why);
    if (this.#start.outgoing.writableEnded) discardRest(this.incoming);
  }

  /** Whether `refuseBody` was called. */
  get isBodyRefused(): boolean {
    return this.#refusal !== undefined;
  }

  /** Whether the next bytes of the body are the client's to send: somebody reads, and has all that came. */
  get isAwaitingBody(): boolean {
    const { incoming } = this;
    if (incoming.complete || incoming.destroyed || incoming.readableLength > 0) return false;
    return incoming.readableFlowing === true || incoming.listenerCount("readable") > 0;
  }

  /** Ends the listener's request for it, but not the connection, which has an answer to deliver. */
  #evict(why: ClientRefusal): void {
    const { incoming } = this;
    const status = toStatusLine(why);
    if (!this.isUnanswered) return void incoming.socket.destroy();
    this.#connection.refuse(status);
    incoming.push = () => {
      this.#connection.refuse(status); // counts what still comes
      return true;
    };
    incoming._destroy = (error, done) => done(error);
    incoming.emit("aborted"); // body parsers look for this one
    incoming.destroy(incoming.listenerCount("error") > 0 ? why : undefined);
  }

  /** A Node listener sees the path that a fetch handler would see. */
  #takeOffBasePath(): void {
    if (this.#host.basePath === "" || this.#request === undefined) return;
    const { pathname, search } = new URL(this.#request.url);
    this.incoming.url = pathname + search;
  }

  /** Says that the connection is gone: fires `context.signal` and cancels the answer's stream. */
  leave(): void {
    this.context.leave();
    this.#answer.abandon();
    if (!this.#isSwitched) this.#upgrade?.abandon();
  }

  /** Nothing of the answer has been handed to the connection yet. */
  get isUnanswered(): boolean {
    return !this.#start.outgoing.headersSent;
  }

  #invite(): void {
    if (this.#start.expectsContinue && this.isUnanswered) this.#start.outgoing.writeContinue();
  }

  /** The answer is complete as soon as the connection speaks something else; its end is the end of the request's signal. */
  #switch(): void {
    const { outgoing, place } = this.#start;
    if (place === undefined) return;
    this.#isSwitched = true;
    outgoing.detachSocket(place.socket);
    this.#connection.switchProtocols();
    place.socket.once("close", () => this.context.leave());
    this.finish();
  }

  #deliver(response: Response): void {
    if (isAnswered(response)) return;
    if (this.#isSwitched) return void this.#start.place?.socket.destroy();
    if (this.#upgrade?.isAnsweredBy(response) === true) {
      if (this.context.signal.aborted) return;
      this.#switch();
      return this.#upgrade.open(response);
    }
    this.#upgrade?.forgo(response.status);
    const { outgoing } = this.#start;
    if (this.#isHandedOver && outgoing.headersSent) {
      if (!outgoing.writableEnded) this.#answer.cut();
      return;
    }
    if (this.#isHandedOver) {
      outgoing.getHeaderNames().forEach((name) => outgoing.removeHeader(name));
    }
    this.#answer.send(response);
  }
}

function isBeingRead(incoming: IncomingMessage): boolean {
  return incoming.listenerCount("data") > 0 || incoming.listenerCount("readable") > 0;
}

/** 308 keeps method and body. */
function redirect(location: string): Response {
  const answer = plainAnswer(308, `${location}\n`);
  answer.headers.set("location", location);
  return answer;
}

function refusal(status: RefusedStatus): Response {
  const answer = plainAnswer(status, `${reasons[status]}\n`);
  if (status === 405) answer.headers.set("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  else if (status !== 404) answer.headers.set("connection", "close");
  return answer;
}

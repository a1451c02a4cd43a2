/** One request and its answer on node:http: asks the handler, sends what it returns, notices when the client leaves. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Bytes } from "../core/index.ts";
import type { Handler } from "./app.ts";
import { CodedBody, parseCodings } from "./coded-body.ts";
import type { CompletionObserver } from "./completed-request.ts";
import { ExchangeRecord } from "./exchange-record.ts";
import { decideLast } from "./last-answer.ts";
import type { RequestBody } from "./light-request.ts";
import { discardRest, NodeBody } from "./node-body.ts";
import { hasBody, hasContent, toRequest } from "./node-request.ts";
import { type AnswerHooks, NodeAnswer } from "./node-answer.ts";
import { isAnswered, type NodePair, type NodePairSource, offerNodePair } from "./node-pair.ts";
import { plainAnswer } from "./plain-answer.ts";
import { answerRefusal, type BodyRefusal, tooManyTrailers, toStatusLine } from "./refused-body.ts";
import { type ContextHost, type Peer, ServedContext } from "./served-context.ts";
import type { ServedTrailers, TrailerSource } from "./trailers.ts";

/** What a server gives to each exchange. */
export interface NodeHost extends ContextHost {
  /** Answers always; see `withErrorBoundary`. */
  readonly handler: Handler;
  /** Hand native Requests to the app instead of lazy ones. */
  readonly native: boolean;
  /** Decode bodies for handlers, up to this size, 0 for any; undefined leaves them as they are. */
  readonly decodeLimit: Bytes | undefined;
  /** Hears of a body that cannot be decoded, or becomes too large. */
  bodyFailed(exchange: NodeExchange, why: BodyRefusal): void;
  /** Fields behind a body; more are refused. */
  readonly maxTrailers: number;
  /** Wants the record of every request; without it none is made. */
  readonly completion?: CompletionObserver | undefined;
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
export type NodeExchangeStart = NodePair;

/** Finds the exchange of a response, so that one listener serves them all instead of a closure for each. */
const owner: unique symbol = Symbol("exchange");

type OwnedResponse = ServerResponse & { [owner]?: NodeExchange };

function tellFinished(this: OwnedResponse): void {
  this[owner]?.finish();
}

/** One request and its answer. */
export class NodeExchange implements AnswerHooks, NodePairSource, TrailerSource {
  readonly incoming: IncomingMessage;
  readonly context: ServedContext;
  readonly #start: NodeExchangeStart;
  readonly #connection: NodeConnection;
  readonly #host: NodeHost;
  readonly #answer: NodeAnswer;
  readonly #record: ExchangeRecord | undefined;
  #body: NodeBody | undefined;
  #request: Request | undefined;
  #isHandedOver = false;
  #refusal: BodyRefusal | undefined;

  constructor(start: NodeExchangeStart, connection: NodeConnection, host: NodeHost) {
    this.incoming = start.incoming;
    this.context = new ServedContext(connection, host, start.incoming.rawHeaders);
    this.context.trailerSource = this;
    offerNodePair(this.context, this);
    this.#start = start;
    this.#connection = connection;
    this.#host = host;
    this.#answer = new NodeAnswer(start.outgoing, this);
    if (host.completion !== undefined) {
      const parts = { ...start, context: this.context, answer: this.#answer };
      this.#record = new ExchangeRecord(parts, host.completion);
    }
    const owned: OwnedResponse = start.outgoing;
    owned[owner] = this;
    owned.on("finish", tellFinished);
  }

  /** The answer is complete. */
  finish(): void {
    this.#record?.complete(false);
    this.#host.finished(this);
  }

  get requestId(): string {
    return this.context.requestId;
  }

  get fields(): readonly string[] {
    return this.incoming.rawHeaders;
  }

  get trailerFields(): readonly string[] | undefined {
    const { rawTrailers, readableEnded } = this.incoming;
    if (this.#body !== undefined && !readableEnded) return undefined;
    const { maxTrailers } = this.#host;
    if (rawTrailers.length > 2 * maxTrailers) throw tooManyTrailers(maxTrailers);
    return this.#body === undefined ? [] : rawTrailers;
  }

  get trailers(): ServedTrailers | undefined {
    return this.context.usedTrailers;
  }

  isLast(wanted: boolean): boolean {
    this.#record?.begin();
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
    const parts = { incoming, peer: this.#connection, context, body: this.#decoded() };
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
      this.#record?.handOver();
      this.#takeOffBasePath();
      decideLast(outgoing, (wanted) => this.isLast(wanted));
      outgoing.once("prefinish", () => this.beforeEnd());
      if (this.#refusal !== undefined) this.#evict(this.#refusal);
    }
    return this.#start;
  }

  /** Answers without asking the handler. */
  refuse(status: RefusedStatus): void {
    this.#answer.send(refusal(status));
  }

  /**
   * The server takes no more of the request's body, and whoever reads it hears why. A handler may answer by itself;
   * for a Node listener, which may never, the connection answers at once.
   */
  refuseBody(why: BodyRefusal): void {
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
  #evict(why: BodyRefusal): void {
    const { incoming } = this;
    const status = toStatusLine(why.status);
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
    this.#record?.complete(true);
    this.context.leave();
    this.#answer.abandon();
  }

  /** The connection has answered with this status in the app's place. */
  overrule(status: number): void {
    this.#record?.refuse(status);
  }

  /** Nothing of the answer has been handed to the connection yet. */
  get isUnanswered(): boolean {
    return !this.#start.outgoing.headersSent;
  }

  #decoded(): RequestBody | undefined {
    const body = this.#body;
    const { decodeLimit: limit } = this.#host;
    if (body === undefined || limit === undefined) return body;
    const codings = parseCodings(this.incoming.headers["content-encoding"]);
    if (codings.length === 0) return body;
    const onRefusal = (why: BodyRefusal): void => this.#host.bodyFailed(this, why);
    const coded = new CodedBody(body.stream, codings, { limit, onRefusal });
    body.isBusy = () => coded.isBusy;
    return coded;
  }

  #invite(): void {
    if (this.#start.expectsContinue && this.isUnanswered) this.#start.outgoing.writeContinue();
  }

  #deliver(response: Response): void {
    if (isAnswered(response)) return;
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

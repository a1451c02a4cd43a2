/** One request and its answer on node:http: asks the handler, sends what it returns, notices when the client leaves. */

import type { IncomingMessage } from "node:http";
import { onAnswerEnd } from "./answer-end.ts";
import { decodeBody } from "./coded-body.ts";
import { ExchangeRecord } from "./exchange-record.ts";
import { decideLast } from "./last-answer.ts";
import type { RequestBody } from "./light-request.ts";
import { discardRest, NodeBody } from "./node-body.ts";
import { hasBody, hasContent, toRequest } from "./node-request.ts";
import { type AnswerHooks, NodeAnswer } from "./node-answer.ts";
import { pathOf } from "./mount.ts";
import type { NodeConnection, NodeHost } from "./node-host.ts";
import { evictListener, isAwaitingClient, isBeingRead } from "./node-listening.ts";
import {
  isAnswered,
  type NodePair,
  type NodePairSource,
  type NodeSocket,
  offerNodePair,
} from "./node-pair.ts";
import { httpErrors } from "./errors.ts";
import { answerRefusal, type ClientRefusal, toRefusal } from "./refusal.ts";
import { unreadable } from "./refused-body.ts";
import { redirect, refusal, type RefusedStatus } from "./server-answer.ts";
import { ServedContext, type Upgrader } from "./served-context.ts";
import type { ServedTrailers, TrailerSource } from "./trailers.ts";
import type { UpgradeOptions, WebSocketUpgrade } from "./websocket/served-web-socket.ts";
import { SwitchOver, type SwitchingExchange } from "./websocket/switch-over.ts";

/** How an exchange begins. */
export interface NodeExchangeStart extends NodePair {
  /** The connection, of a request that asks for a WebSocket and that node:http has let go of. */
  readonly place?: NodeSocket;
}

/** One request and its answer. */
export class NodeExchange
  implements AnswerHooks, NodePairSource, SwitchingExchange, TrailerSource, Upgrader
{
  readonly incoming: IncomingMessage;
  readonly context: ServedContext;
  readonly #start: NodeExchangeStart;
  readonly #connection: NodeConnection<NodeExchange>;
  readonly #host: NodeHost<NodeExchange>;
  readonly #answer: NodeAnswer;
  readonly #record: ExchangeRecord | undefined;
  readonly #switchOver: SwitchOver | undefined;
  #body: NodeBody | undefined;
  #request: Request | undefined;
  #isHandedOver = false;
  #isExpired = false;
  #refusal: ClientRefusal | undefined;

  constructor(
    start: NodeExchangeStart,
    connection: NodeConnection<NodeExchange>,
    host: NodeHost<NodeExchange>,
  ) {
    this.incoming = start.incoming;
    this.context = new ServedContext(connection, host, start.incoming.rawHeaders);
    this.context.trailerSource = this;
    offerNodePair(this.context, this);
    const { webSockets } = host;
    if (webSockets !== undefined) this.context.offerUpgrade(this);
    const { place, outgoing } = start;
    if (place !== undefined)
      this.#switchOver = new SwitchOver({ place, outgoing, webSockets }, this);
    this.#start = start;
    this.#connection = connection;
    this.#host = host;
    this.#answer = new NodeAnswer(start.outgoing, this);
    if (host.completion !== undefined) {
      const parts = { ...start, context: this.context, answer: this.#answer };
      this.#record = new ExchangeRecord(parts, host.completion);
    }
    onAnswerEnd(start.outgoing, this);
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
    return this.#body === undefined ? [] : this.#body.readTrailers(this.#host.maxTrailers);
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
    const { incoming, context } = this;
    const { basePath, native } = this.#host;
    if (hasBody(incoming)) this.#body = new NodeBody(incoming, () => this.#invite());
    const body = this.#readable();
    const reading = toRequest({
      incoming,
      peer: this.#connection,
      context,
      body,
      basePath,
      native,
    });
    if (reading.kind === "refused") return this.refuse(reading.status);
    if (reading.kind === "elsewhere") return this.#answer.send(redirect(reading.path));
    this.#request = reading.request;
    const response = this.#host.handler(reading.request, context);
    if (!(response instanceof Promise)) return this.#deliver(response);
    this.#host.waiting(this);
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

  /** Leaves the connection to a listener of the app; the handler's Response stands for whatever that answers. */
  handOverSocket(): NodeSocket | undefined {
    if (this.#isHandedOver || this.#switchOver === undefined) return undefined;
    this.#takeOffBasePath();
    return this.#switchOver.take();
  }

  /** Makes a WebSocket of the request; see `RequestContext.upgrade`. */
  upgrade(options: UpgradeOptions): WebSocketUpgrade {
    if (this.#switchOver === undefined) throw toRefusal(httpErrors.fail.UPGRADE_NOT_ASKED({}));
    if (this.#isHandedOver || !this.isUnanswered) throw httpErrors.fail.UPGRADE_LATE({});
    return this.#switchOver.upgrade(this.#request?.url ?? "", options);
  }

  /** The answer is complete as soon as the connection speaks something else; its end is the end of the request's signal. */
  switched(): void {
    this.#host.answered(this);
    this.#connection.switchProtocols();
    this.#start.place?.socket.once("close", () => this.context.leave());
    this.finish();
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
    return isAwaitingClient(this.incoming);
  }

  #evict(why: ClientRefusal): void {
    if (!this.isUnanswered) return void this.incoming.socket.destroy();
    evictListener(this.incoming, why, (status) => this.#connection.refuse(status));
  }

  /** A Node listener sees the path that a fetch handler would see. */
  #takeOffBasePath(): void {
    if (this.#host.basePath === "" || this.#request === undefined) return;
    this.incoming.url = pathOf(this.#request.url);
  }

  /** Says that the connection is gone: fires `context.signal` and cancels the answer's stream. */
  leave(): void {
    this.#record?.complete(true);
    this.context.leave();
    this.#answer.abandon();
    this.#switchOver?.abandon();
  }

  /** The connection has answered with this status in the app's place. */
  overrule(status: number): void {
    this.#record?.refuse(status);
    this.#isExpired = true;
  }

  /** What comes is no body: whoever reads it hears that, instead of a client that has left. */
  spoilBody(status: number): void {
    this.#refusal ??= unreadable(status);
    if (!this.#isHandedOver) this.#body?.refuse(this.#refusal);
  }

  /**
   * The app took too long: its signal fires, the client gets a 503, and what the app still answers is forgotten. A
   * Node listener may write to its response at any time, so there the connection answers in its place.
   */
  expire(why: Error): void {
    this.#isExpired = true;
    this.#host.onError(why, this.requestId);
    this.context.expire(new DOMException(why.message, "TimeoutError"));
    if (this.#isHandedOver) this.#connection.giveUp("503 Service Unavailable");
    else this.refuse(503);
  }

  /** Whether the client has an answer in the app's place. */
  get isExpired(): boolean {
    return this.#isExpired;
  }

  /** Nothing of the answer has been handed to the connection yet. */
  get isUnanswered(): boolean {
    return !this.#start.outgoing.headersSent;
  }

  /** The body as handlers read it. */
  #readable(): RequestBody | undefined {
    const { decodeLimit: limit } = this.#host;
    if (this.#body === undefined || limit === undefined) return this.#body;
    const onRefusal = (why: ClientRefusal): void => this.#host.bodyFailed(this, why);
    return decodeBody(this.#body, this.incoming, { limit, onRefusal });
  }

  #invite(): void {
    if (this.#start.expectsContinue && this.isUnanswered) this.#start.outgoing.writeContinue();
  }

  /** A Response that cannot be read, as of headers that are none, must not end the process. */
  #deliver(response: Response): void {
    this.#host.answered(this);
    try {
      this.#settle(response);
    } catch (error) {
      this.#switchOver?.abandon();
      if (this.#isExpired) this.onError(error);
      else this.#answer.fail(error);
    }
  }

  #settle(response: Response): void {
    if (this.#isExpired) {
      this.#switchOver?.abandon();
      return void response.body?.cancel().catch(() => {});
    }
    if (isAnswered(response)) return;
    if (this.#switchOver?.settle(response, this.context.signal) === true) return;
    if (this.#isHandedOver) this.#answer.replace(response);
    else this.#answer.send(response);
  }
}

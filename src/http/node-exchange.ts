/** One request and its answer on node:http: asks the handler, sends what it returns, notices when the client leaves. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { decodeBody } from "./coded-body.ts";
import { ExchangeRecord } from "./exchange-record.ts";
import { decideLast } from "./last-answer.ts";
import type { RequestBody } from "./light-request.ts";
import { discardRest, NodeBody } from "./node-body.ts";
import { hasBody, hasContent, toRequest } from "./node-request.ts";
import { type AnswerHooks, NodeAnswer } from "./node-answer.ts";
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
import { tooManyTrailers } from "./refused-body.ts";
import { redirect, refusal, type RefusedStatus } from "./server-answer.ts";
import { ServedContext, type Upgrader } from "./served-context.ts";
import type { ServedTrailers, TrailerSource } from "./trailers.ts";
import { NodeUpgrade } from "./websocket/node-upgrade.ts";
import type { UpgradeOptions, WebSocketUpgrade } from "./websocket/served-web-socket.ts";

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
export class NodeExchange implements AnswerHooks, NodePairSource, TrailerSource, Upgrader {
  readonly incoming: IncomingMessage;
  readonly context: ServedContext;
  readonly #start: NodeExchangeStart;
  readonly #connection: NodeConnection<NodeExchange>;
  readonly #host: NodeHost<NodeExchange>;
  readonly #answer: NodeAnswer;
  readonly #record: ExchangeRecord | undefined;
  #body: NodeBody | undefined;
  #request: Request | undefined;
  #isHandedOver = false;
  #isExpired = false;
  #refusal: ClientRefusal | undefined;
  #upgrade: NodeUpgrade | undefined;
  #isSwitched = false;

  constructor(
    start: NodeExchangeStart,
    connection: NodeConnection<NodeExchange>,
    host: NodeHost<NodeExchange>,
  ) {
    this.incoming = start.incoming;
    this.context = new ServedContext(connection, host, start.incoming.rawHeaders);
    this.context.trailerSource = this;
    offerNodePair(this.context, this);
    if (host.webSockets !== undefined) this.context.offerUpgrade(this);
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
    const parts = { incoming, peer: this.#connection, context, body: this.#readable() };
    const reading = toRequest({ ...parts, basePath, native });
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
    return isAwaitingClient(this.incoming);
  }

  #evict(why: ClientRefusal): void {
    if (!this.isUnanswered) return void this.incoming.socket.destroy();
    evictListener(this.incoming, why, (status) => this.#connection.refuse(status));
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
    if (!this.#isSwitched) this.#upgrade?.abandon();
  }

  /** The connection has answered with this status in the app's place. */
  overrule(status: number): void {
    this.#record?.refuse(status);
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

  /** Whether `expire` was called. */
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

  /** The answer is complete as soon as the connection speaks something else; its end is the end of the request's signal. */
  #switch(): void {
    const { outgoing, place } = this.#start;
    if (place === undefined) return;
    this.#isSwitched = true;
    this.#host.answered(this);
    outgoing.detachSocket(place.socket);
    this.#connection.switchProtocols();
    place.socket.once("close", () => this.context.leave());
    this.finish();
  }

  #deliver(response: Response): void {
    this.#host.answered(this);
    if (this.#isExpired) {
      this.#upgrade?.abandon();
      return void response.body?.cancel().catch(() => {});
    }
    if (isAnswered(response)) return;
    if (this.#isSwitched) return void this.#start.place?.socket.destroy();
    if (this.#upgrade?.isAnsweredBy(response) === true) {
      if (this.context.signal.aborted) return;
      this.#switch();
      return this.#upgrade.open(response);
    }
    this.#upgrade?.forgo(response.status);
    if (this.#isHandedOver) this.#answer.replace(response);
    else this.#answer.send(response);
  }
}

/** The record of one exchange on node:http's types; made only where somebody wants to hear of it. */

import type { ServerResponse } from "node:http";
import { clientLeft, type CompletedRequest, type CompletionObserver } from "./completed-request.ts";
import type { ClientAddress } from "./context.ts";
import type { NodePair } from "./node-pair.ts";
import type { ServedContext } from "./served-context.ts";

/** Counts what an answer has sent. */
export interface SentCounter {
  /** Bytes of the body. */
  readonly sent: number;
}

/** What a record is made of. */
export interface RecordParts extends Pick<NodePair, "incoming" | "outgoing"> {
  readonly context: ServedContext;
  readonly answer: SentCounter;
}

/** What an exchange ends with that is complete and has no answer of node:http: somebody else speaks on its connection. */
const switchingProtocols = 101;

/** Follows one exchange to its end, and tells the observer once. */
export class ExchangeRecord implements CompletedRequest {
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  readonly fields: readonly string[];
  readonly context: ServedContext;
  readonly #outgoing: ServerResponse;
  readonly #observer: CompletionObserver;
  readonly #startedAt: number;
  #answer: SentCounter;
  #headAt: number | undefined;
  #endedAt: number | undefined;
  #status: number | undefined;
  #isAborted = false;

  constructor({ incoming, outgoing, context, answer }: RecordParts, observer: CompletionObserver) {
    this.method = incoming.method ?? "";
    this.target = incoming.url ?? "";
    this.protocol = `HTTP/${incoming.httpVersion}`;
    this.fields = incoming.rawHeaders;
    this.context = context;
    this.#outgoing = outgoing;
    this.#answer = answer;
    this.#observer = observer;
    this.#startedAt = observer.clock.now();
  }

  get client(): ClientAddress {
    return this.context.client;
  }

  get status(): number {
    if (this.#status !== undefined) return this.#status;
    if (this.#outgoing.headersSent) return this.#outgoing.statusCode;
    return this.#isAborted ? clientLeft : switchingProtocols;
  }

  get bytes(): number {
    const { status } = this;
    const isSilent = this.method === "HEAD" || status === 204 || status === 304;
    return isSilent ? 0 : this.#answer.sent;
  }

  get duration(): number {
    return (this.#endedAt ?? this.#observer.clock.now()) - this.#startedAt;
  }

  get firstByte(): number | undefined {
    return this.#headAt === undefined ? undefined : this.#headAt - this.#startedAt;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** The head of the answer is about to be written. */
  begin(): void {
    this.#headAt ??= this.#observer.clock.now();
  }

  /** From here on somebody else answers, on Node's own response. */
  handOver(): void {
    this.#answer = countBody(this.#outgoing);
  }

  /** The connection has answered in the app's place. */
  refuse(status: number): void {
    this.#status = status;
    this.begin();
    this.complete(false);
  }

  /** The exchange is over. */
  complete(isAborted: boolean): void {
    if (this.#endedAt !== undefined) return;
    this.#endedAt = this.#observer.clock.now();
    this.#isAborted = isAborted;
    this.#observer.onCompleted(this);
  }
}

type Write = (chunk: unknown, encoding?: unknown, ...rest: unknown[]) => never;

/** Counts what is given to `write` and `end`; in node:http2 the one calls the other. */
function countBody(outgoing: ServerResponse): SentCounter {
  const counter = { sent: 0 };
  let isInside = false;
  const counted = (original: Write): Write => {
    return (chunk, encoding, ...rest) => {
      if (isInside) return original.call(outgoing, chunk, encoding, ...rest);
      counter.sent += lengthOf(chunk, encoding);
      isInside = true;
      try {
        return original.call(outgoing, chunk, encoding, ...rest);
      } finally {
        isInside = false;
      }
    };
  };
  outgoing.write = counted(outgoing.write as Write);
  outgoing.end = counted(outgoing.end as Write);
  return counter;
}

function lengthOf(chunk: unknown, encoding: unknown): number {
  if (chunk instanceof Uint8Array) return chunk.byteLength;
  if (typeof chunk !== "string") return 0;
  return Buffer.byteLength(chunk, typeof encoding === "string" ? (encoding as "utf8") : "utf8");
}

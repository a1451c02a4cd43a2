/** How a request can be lost, with what is needed to explain it afterwards. */

/** `closed` is an orderly end before the first byte of an answer, `truncated` one in the middle of it. */
export type FailureKind =
  | "refused"
  | "reset"
  | "closed"
  | "truncated"
  | "timeout"
  | "malformed"
  | "status"
  | "content"
  | "stale";

/** Where a connection was in its life when it failed. */
export type Phase = "connecting" | "idle" | "waiting" | "reading";

/** What a connection knows about itself. */
export interface ConnectionFacts {
  readonly phase: Phase;
  /** The client's port; 0 on a unix socket or before the connection was made. */
  readonly localPort: number;
  /** The system hands ports out again: the how-maniest connection of this run that had this port. */
  readonly portUse: number;
  /** Requests that this connection had answered before. */
  readonly answered: number;
  /** Bytes of the unfinished answer. */
  readonly received: number;
  readonly age: number;
}

/** A lost request. */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";
  readonly kind: FailureKind;
  readonly facts: ConnectionFacts;
  /** Milliseconds of the monotonic clock. */
  readonly at: number = performance.now();

  constructor(kind: FailureKind, detail: string, facts: ConnectionFacts) {
    super(detail);
    this.kind = kind;
    this.facts = facts;
  }
}

/** What a socket error means for a request: never reached, or cut. */
export function kindOfSocketError(code: string | undefined, phase: Phase): FailureKind {
  if (phase === "connecting" && code !== "ECONNRESET") return "refused";
  return "reset";
}

/** A body that the server takes no more of. The app's read rejects with the reason; unanswered, it is a 413 or a 408. */

import type { Bytes, LandfallError } from "../core/index.ts";
import { httpErrors } from "./errors.ts";
import { plainAnswer } from "./plain-answer.ts";

/** Why a body is refused, with what frameworks look for in an error to answer with its status. */
export interface BodyRefusal extends LandfallError {
  readonly status: RefusedStatus;
  readonly statusCode: RefusedStatus;
  /** Hono asks an error for its answer. */
  getResponse(): Response;
}

type RefusedStatus = keyof typeof reasons;

const reasons = {
  400: "Bad Request",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  431: "Request Header Fields Too Large",
} as const;
const statuses: Readonly<Record<string, RefusedStatus>> = {
  BODY_TOO_LARGE: 413,
  BODY_TOO_SLOW: 408,
  BODY_CORRUPT: 400,
  BODY_CODING_UNKNOWN: 415,
  TRAILERS_TOO_MANY: 431,
};

/** How deep an error of the app may hide the one that it was told. */
const deepestCause = 5;

/** The body is larger than the limit. */
export function tooLarge(limit: Bytes): BodyRefusal {
  return toRefusal(httpErrors.fail.BODY_TOO_LARGE({ limit }), 413);
}

/** The body comes at less than so many bytes per second. */
export function tooSlow(rate: Bytes): BodyRefusal {
  return toRefusal(httpErrors.fail.BODY_TOO_SLOW({ rate }), 408);
}

/** The body is none of its coding, or not all of one. */
export function corrupt(coding: string, cause: unknown): BodyRefusal {
  return toRefusal(Object.assign(httpErrors.fail.BODY_CORRUPT({ coding }), { cause }), 400);
}

/** The body is coded in a way, or more often, than is known here. */
export function unknownCoding(codings: readonly string[]): BodyRefusal {
  return toRefusal(httpErrors.fail.BODY_CODING_UNKNOWN({ codings: codings.join(", ") }), 415);
}

/** Whether a read rejected with one of these. */
export function isBodyRefusal(error: unknown): error is BodyRefusal {
  return (
    error instanceof Error && Object.hasOwn(statuses, (error as Partial<LandfallError>).code ?? "")
  );
}

/** More fields behind the body than a header may have. */
export function tooManyTrailers(limit: number): BodyRefusal {
  return toRefusal(httpErrors.fail.TRAILERS_TOO_MANY({ limit }), 431);
}

/** The answer to a request whose handler failed for want of its body; undefined if it failed for another reason. */
export function answerRefusal(error: unknown): Response | undefined {
  let seen = error;
  for (let depth = 0; depth < deepestCause && seen instanceof Error; depth += 1) {
    // By its code, as the app may have another copy of this package.
    const status = statuses[(seen as Partial<LandfallError>).code ?? ""];
    if (status !== undefined) return toAnswer(status);
    seen = seen.cause;
  }
  return undefined;
}

/** The status and its reason, as they stand in a status line. */
export function toStatusLine(status: RefusedStatus): string {
  return `${status} ${reasons[status]}`;
}

function toRefusal(error: LandfallError, status: RefusedStatus): BodyRefusal {
  const getResponse = (): Response => toAnswer(status);
  return Object.assign(error, { status, statusCode: status, getResponse });
}

function toAnswer(status: RefusedStatus): Response {
  const answer = plainAnswer(status, `${reasons[status]}\n`);
  if (status === 415) answer.headers.set("accept-encoding", "gzip, deflate, br, zstd"); // RFC 7694 §3
  return answer;
}

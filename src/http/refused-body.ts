/** A body that the server takes no more of. The app's read rejects with the reason; unanswered, it is a 413, 408 … */

import type { Bytes } from "../core/index.ts";
import { httpErrors } from "./errors.ts";
import { type ClientRefusal, toRefusal } from "./refusal.ts";

/** The body is larger than the limit. */
export function tooLarge(limit: Bytes): ClientRefusal {
  return toRefusal(httpErrors.fail.BODY_TOO_LARGE({ limit }));
}

/** The body comes at less than so many bytes per second. */
export function tooSlow(rate: Bytes): ClientRefusal {
  return toRefusal(httpErrors.fail.BODY_TOO_SLOW({ rate }));
}

/** The body is none of its coding, or not all of one. */
export function corrupt(coding: string, cause: unknown): ClientRefusal {
  return toRefusal(Object.assign(httpErrors.fail.BODY_CORRUPT({ coding }), { cause }));
}

/** The body is coded in a way, or more often, than is known here. */
export function unknownCoding(codings: readonly string[]): ClientRefusal {
  return toRefusal(httpErrors.fail.BODY_CODING_UNKNOWN({ codings: codings.join(", ") }));
}

/** What comes is no body as HTTP frames it, so that the connection was answered with this status already. */
export function unreadable(status: number): ClientRefusal {
  return toRefusal(httpErrors.fail.BODY_UNREADABLE({ status }));
}

/** More fields behind the body than a header may have. */
export function tooManyTrailers(limit: number): ClientRefusal {
  return toRefusal(httpErrors.fail.TRAILERS_TOO_MANY({ limit }));
}

/** A body that the server takes no more of. The app's read rejects with the reason; unanswered, it is a 413 or a 408. */

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

/** What stands in for an app that cannot be served: every request is answered with the reason. */

import type { Problem } from "../../core/index.ts";
import { type Handler, internalError } from "../../http/index.ts";
import { answerProblem, type ErrorPagePlace } from "./error-page/answer.ts";

/** An app of its own, without anything of the one that failed; without a place it keeps the reason to itself. */
export function toFailureApp(
  failure: Problem,
  place: ErrorPagePlace | undefined,
): { readonly handler: Handler } {
  if (place === undefined)
    return { handler: (_request, context) => internalError(context.requestId) };
  return { handler: (request, context) => answerProblem(failure, { request, context }, place) };
}

/** What stands in for an app that cannot be served: every request is answered with the reason. */

import type { Problem } from "../../core/index.ts";
import type { Handler } from "../../http/index.ts";

/** An app of its own, without anything of the one that failed. */
export function toFailureApp(failure: Problem): { readonly handler: Handler } {
  return { handler: () => toPlainAnswer(failure) };
}

function toPlainAnswer({ message, hint, stack }: Problem): Response {
  const text = [message, hint, ...(stack === undefined ? [] : ["", stack]), ""].join("\n");
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(text, { status: 500, headers });
}

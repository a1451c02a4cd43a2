/** A handler that always answers: what the app throws becomes a plain 500 that names the request, and a report. */

import type { Handler } from "./app.ts";
import type { RequestContext } from "./context.ts";
import { LightResponse, NativeResponse } from "./light-response.ts";
import { plainAnswer } from "./plain-answer.ts";
import { answerRefusal } from "./refusal.ts";

/** Hears of an error and of the request it belongs to; the id is empty when there is no request. */
export type ErrorReporter = (error: unknown, requestId: string) => void;

/** Answers in the place of the plain 500, in development; what it throws is the plain 500. */
export type ErrorAnswer = (
  error: unknown,
  failed: { readonly request: Request; readonly context: RequestContext },
) => Promise<Response>;

/** Handlers that have their boundary already: an engine is the last net, not a second one. */
const bounded = new WeakSet<Handler>();

/** Wraps a handler so that it neither throws nor rejects, and returns nothing but a Response. */
export function withErrorBoundary(
  handler: Handler,
  onError: ErrorReporter,
  answer?: ErrorAnswer,
): Handler {
  if (bounded.has(handler)) return handler;
  const safe = answer === undefined ? bound(handler, onError) : explain(handler, onError, answer);
  bounded.add(safe);
  return safe;
}

function bound(handler: Handler, onError: ErrorReporter): Handler {
  const fail = (error: unknown, context: RequestContext): Response => {
    (context as Partial<RequestContext>).trailers?.clear(); // they were for the answer that failed
    const refused = answerRefusal(error);
    if (refused !== undefined) return refused;
    report(onError, error, context.requestId);
    return internalError(context.requestId);
  };
  const settle = (value: unknown, context: RequestContext): Response =>
    isResponse(value) ? value : fail(noResponse(value), context);
  return (request, context) => {
    try {
      const answer: unknown = handler(request, context);
      if (isResponse(answer)) return answer;
      return Promise.resolve(answer).then(
        (value) => settle(value, context),
        (error: unknown) => fail(error, context),
      );
    } catch (error) {
      return fail(error, context);
    }
  };
}

/** The same with another answer. A promise more for each request is nothing in development. */
function explain(handler: Handler, onError: ErrorReporter, answer: ErrorAnswer): Handler {
  return async (request, context) => {
    let thrown: { readonly error: unknown } | undefined;
    const safe = bound(handler, (error, requestId) => {
      thrown = { error };
      onError(error, requestId);
    });
    const plain = await safe(request, context);
    if (thrown === undefined) return plain;
    return answer(thrown.error, { request, context }).catch(() => plain);
  };
}

/** The answer to a request whose handler failed: no stack, no message, only the id to look it up by. */
export function internalError(requestId: string): Response {
  return plainAnswer(500, `Internal Server Error\nRequest id: ${requestId}\n`);
}

function noResponse(value: unknown): TypeError {
  return new TypeError(`The handler returned ${describe(value)} instead of a Response.`);
}

/** By shape, because a polyfilled or a second library's Response is no instance of the global one. */
function isResponse(value: unknown): value is Response {
  if (typeof value !== "object" || value === null) return false;
  if (LightResponse.isLight(value)) return true;
  if (value instanceof NativeResponse) return value.status >= 200;
  const { status, headers } = value as Partial<Response>;
  return typeof status === "number" && status >= 200 && typeof headers?.getSetCookie === "function";
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  if ("fetch" in value)
    return "another app (is it a function that makes one? Name it with (): app.ts#make())";
  return `an object of ${value.constructor?.name ?? "no class"}`;
}

/** A reporter that fails must not take the answer with it. */
function report(onError: ErrorReporter, error: unknown, requestId: string): void {
  try {
    onError(error, requestId);
  } catch {
    // Nobody is left to tell.
  }
}

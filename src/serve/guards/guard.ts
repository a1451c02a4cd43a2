/** What a guard is: a judgement about a request, before anything of it reaches the app. Read it before its variants. */

import { type Handler, plainAnswer, type RequestContext } from "../../http/index.ts";

/** What a guard looks at, whatever kind of app it stands before. */
export interface GuardedRequest {
  readonly method: string;
  /** As the visitor asked, without the base path. */
  readonly url: URL;
  /** A header field by its name in lower case. */
  field(name: string): string | undefined;
  readonly context: RequestContext;
}

/** Let through, with these fields on the answer, or answered at once. */
export type Verdict =
  | { readonly kind: "pass"; readonly fields: Readonly<Record<string, string>> }
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly text: string;
      readonly fields: Readonly<Record<string, string>>;
    };

/** A guard; `before` is for fetch handlers, the bridges are for Hono and Express. */
export interface Guard {
  /** For messages, e.g. `requireHttps`. */
  readonly name: string;
  readonly judge: (request: GuardedRequest) => Verdict;
  /** The same handler, which is asked only for what the guard lets through. */
  readonly before: (handler: Handler) => Handler;
}

/** A verdict that lets through and adds nothing. */
export const pass: Verdict = { kind: "pass", fields: {} };

/** A verdict that answers with one line of text. */
export function refuse(
  status: number,
  text: string,
  fields: Readonly<Record<string, string>> = {},
): Verdict {
  return { kind: "refuse", status, text: `${text}\n`, fields };
}

/** Makes a guard of its judgement. */
export function createGuard(name: string, judge: Guard["judge"]): Guard {
  const before = (handler: Handler): Handler => {
    return (request, context) => {
      const verdict = judge(toGuarded(request, context));
      if (verdict.kind === "refuse") return toResponse(verdict);
      const answer = handler(request, context);
      if (Object.keys(verdict.fields).length === 0) return answer;
      return answer instanceof Promise
        ? answer.then((late) => withFields(late, verdict.fields))
        : withFields(answer, verdict.fields);
    };
  };
  return { name, judge, before };
}

/** A web Request with its context, as guards see it. */
export function toGuarded(request: Request, context: RequestContext): GuardedRequest {
  const { method, headers } = request;
  const field = (name: string): string | undefined => headers.get(name) ?? undefined;
  return {
    method,
    get url() {
      return new URL(request.url);
    },
    field,
    context,
  };
}

/** The answer of a guard that refuses. */
export function toResponse(refusal: Extract<Verdict, { kind: "refuse" }>): Response {
  const answer = plainAnswer(refusal.status, refusal.text);
  for (const [name, value] of Object.entries(refusal.fields)) answer.headers.set(name, value);
  return answer;
}

/** The answer with these fields, unless the app has said them itself. */
export function withFields(answer: Response, fields: Readonly<Record<string, string>>): Response {
  const missing = Object.entries(fields).filter(([name]) => !answer.headers.has(name));
  try {
    for (const [name, value] of missing) answer.headers.set(name, value);
    return answer;
  } catch {
    // What fetch() has returned, and a redirect, cannot be changed.
    const copy = new Response(answer.body, answer);
    for (const [name, value] of missing) copy.headers.set(name, value);
    return copy;
  }
}

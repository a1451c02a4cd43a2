/** The answer to a request that failed in development: a page, JSON or text, as the client likes it. */

import { randomBytes } from "node:crypto";
import type { Problem } from "../../../core/index.ts";
import type { RequestContext } from "../../../http/index.ts";
import { scriptUrl } from "../live/layer.ts";
import { type ErrorFacts, readError, readProblem } from "./facts.ts";
import { formatPage, formatText } from "./html.ts";
import { redactAll } from "./redact.ts";

/** What the page tells of the process. */
export interface ErrorPagePlace {
  /** The project's real folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The request that failed. */
export interface FailedRequest {
  readonly request: Request;
  readonly context: RequestContext;
}

/** Answers with what the app threw. */
export async function answerError(
  thrown: unknown,
  failed: FailedRequest,
  place: ErrorPagePlace,
): Promise<Response> {
  return answer(await readError(thrown, place.folder), failed, place);
}

/** Answers with why the app could not be started. */
export async function answerProblem(
  problem: Problem,
  failed: FailedRequest,
  place: ErrorPagePlace,
): Promise<Response> {
  return answer(await readProblem(problem, place.folder), failed, place);
}

function answer(facts: ErrorFacts, failed: FailedRequest, place: ErrorPagePlace): Response {
  const { request, context } = failed;
  const accept = request.headers.get("accept") ?? "";
  if (!isOurHost(request)) return toAnswer(hidden, "text/plain");
  if (/\bjson\b/i.test(accept)) return toAnswer(toJson(facts, context), "application/json");
  if (!/text\/html|application\/xhtml/i.test(accept))
    return toAnswer(formatText(facts), "text/plain");
  const nonce = randomBytes(16).toString("base64url");
  const page = formatPage({
    ...facts,
    requestId: context.requestId,
    request: `${request.method} ${new URL(request.url).pathname}`,
    headers: redactAll(request.headers),
    environment: redactAll(Object.entries(place.env)),
    script: scriptUrl(context),
    nonce,
  });
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return toAnswer(page, "text/html", { "content-security-policy": policy });
}

/** Any site can have a name that leads here and read what it is answered, so only names that no site can have count. */
function isOurHost(request: Request): boolean {
  const { hostname } = new URL(request.url);
  return /^(\[.*\]|[\d.]+|localhost)$|\.(localhost|test|local|internal)$/i.test(hostname);
}

const hidden =
  "The app failed. Its error is shown on localhost, on an address, and on names that end with .test or .local; and in the terminal.\n";

function toJson({ links, hint }: ErrorFacts, { requestId }: RequestContext): string {
  const [first, ...causes] = links.map(({ name, message, stack }) => ({ name, message, stack }));
  return JSON.stringify({ error: { ...first, causes, hint }, requestId });
}

function toAnswer(
  text: string,
  type: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  const headers = {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...more,
  };
  return new Response(text, { status: 500, headers });
}

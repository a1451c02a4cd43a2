/** Answers that a server gives by itself, without asking the app. */

import { LightResponse } from "./light-response.ts";

const reasons = {
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  417: "Expectation Failed",
  431: "Request Header Fields Too Large",
  503: "Service Unavailable",
} as const;

/** What a server answers by itself, before an app is asked. */
export type RefusedStatus = keyof typeof reasons;

/** Sends the client to another path; 308 keeps method and body. */
export function redirect(location: string): Response {
  return ownAnswer(308, `${location}\n`, { location });
}

/** Says why a request is not served, and closes where what follows it cannot be trusted. */
export function refusal(status: RefusedStatus): Response {
  return ownAnswer(status, `${reasons[status]}\n`, fieldsOf(status));
}

function fieldsOf(status: RefusedStatus): Readonly<Record<string, string>> {
  if (status === 405) return { allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" };
  return status === 404 ? {} : { connection: "close" };
}

/**
 * Always a light one, which is written at once: what is pipelined behind a refused request would be served before a
 * stream has been opened.
 */
function ownAnswer(
  status: number,
  text: string,
  fields: Readonly<Record<string, string>>,
): Response {
  const type = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  const headers = { ...type, ...fields };
  return new LightResponse(text, { status, headers }) as unknown as Response;
}

/** Answers that a server gives by itself, without asking the app. */

import { plainAnswer } from "./plain-answer.ts";

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
  const answer = plainAnswer(308, `${location}\n`);
  answer.headers.set("location", location);
  return answer;
}

/** Says why a request is not served, and closes where what follows it cannot be trusted. */
export function refusal(status: RefusedStatus): Response {
  const answer = plainAnswer(status, `${reasons[status]}\n`);
  if (status === 405) answer.headers.set("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  else if (status !== 404) answer.headers.set("connection", "close");
  return answer;
}

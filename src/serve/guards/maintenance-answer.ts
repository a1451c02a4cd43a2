/** The 503 of a closed site: HTML, JSON or plain text, as the client wants it (RFC 9110 §12.5.1, §15.6.4; RFC 9457). */

import type { MaintenanceState, Millis } from "../../core/index.ts";
import { chooseMediaType } from "./media-type.ts";

/** A site that is closed. */
export type Closed = Extract<MaintenanceState, { kind: "closed" }>;

/** What does not change from one request to the next. */
export interface AnswerPlan {
  readonly closed: Closed;
  readonly retryAfter: Millis;
  /** The page of the site's owner; absent for ours. */
  readonly page?: Uint8Array<ArrayBuffer> | undefined;
}

const types = ["text/html", "application/json", "application/problem+json", "text/plain"] as const;
type MediaType = (typeof types)[number];

const title = "Temporarily down for maintenance";

/** Answers a request that comes while the site is closed; `now` in Unix milliseconds. */
export function answerClosed(request: Request, plan: AnswerPlan, now: number): Response {
  const type = chooseMediaType(request.headers.get("accept"), types) ?? "text/plain";
  const headers = {
    "content-type": type.startsWith("text/") ? `${type}; charset=utf-8` : type,
    "cache-control": "no-store",
    "retry-after": String(secondsUntil(plan, now)),
    vary: "accept",
  };
  const body = request.method === "HEAD" ? null : formatBody(type, plan);
  return new Response(body, { status: 503, headers });
}

/** What the operator has promised, while that is still to come. */
function secondsUntil({ closed, retryAfter }: AnswerPlan, now: number): number {
  const left = closed.until === undefined ? 0 : Date.parse(closed.until) - now;
  return Math.max(1, Math.ceil((left > 0 ? left : retryAfter) / 1_000));
}

function formatBody(
  type: MediaType,
  { closed, page }: AnswerPlan,
): string | Uint8Array<ArrayBuffer> {
  const { reason, until } = closed;
  switch (type) {
    case "text/html":
      return page ?? formatPage(closed);
    case "application/json":
    case "application/problem+json":
      return `${JSON.stringify({ title, status: 503, detail: reason, until })}\n`;
    case "text/plain":
      return [title, reason, until && `Until ${until}`, ""].filter(isSaid).join("\n");
    default:
      return type satisfies never;
  }
}

function formatPage({ reason, until }: Closed): string {
  const said = [
    ...(reason === undefined ? [] : [`<p>${escapeHtml(reason)}</p>`]),
    ...(until === undefined ? [] : [`<p>Until <time datetime="${until}">${until}</time></p>`]),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 20vh auto; padding: 0 1rem }</style>
<h1>${title}</h1>
${said.join("\n")}
</html>
`;
}

function isSaid(line: string | undefined): line is string {
  return line !== undefined;
}

function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text.replace(/[&<>"]/g, (character) => `&${names[character]};`);
}

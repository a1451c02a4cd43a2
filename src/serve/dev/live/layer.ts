/** The paths that a page of development asks for, and the script in HTML where `--live` wants it. */

import type { Handler, RequestContext } from "../../../http/index.ts";
import { browserScript } from "./script.ts";

/** Where they are; no app has such a path by accident. */
const prefix = "/__landfall/";

/** The script's URL as the browser sees it. */
export function scriptUrl({ basePath }: Pick<RequestContext, "basePath">): string {
  return `${basePath}${prefix}dev.js`;
}

/** A layer that answers those paths; `instance` differs from worker to worker. */
export function createLiveLayer({
  instance,
  live,
}: {
  readonly instance: string;
  readonly live: boolean;
}): (next: Handler) => Handler {
  return (next) => (request, context) => {
    const { pathname } = new URL(request.url);
    if (pathname === `${prefix}live`) return openStream(instance, context);
    if (pathname === `${prefix}dev.js`) return answerScript();
    const answer = next(request, context);
    if (!live || request.method !== "GET" || request.headers.has("range")) return answer;
    return Promise.resolve(answer).then((response) => addScript(response, scriptUrl(context)));
  };
}

function answerScript(): Response {
  const headers = { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" };
  return new Response(browserScript, { headers });
}

/** Says once which worker this is, and stays open until that one leaves: then the browser asks the next one. */
function openStream(instance: string, { draining, signal }: RequestContext): Response {
  const text = `retry: 200\ndata: ${instance}\n\n`;
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => {
      stream.enqueue(new TextEncoder().encode(text));
      const end = () => {
        if (!ended) stream.close();
        ended = true;
      };
      let ended = false;
      if (draining.aborted) return end();
      draining.addEventListener("abort", end, { once: true });
      signal.addEventListener("abort", () => (ended = true), { once: true });
    },
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
  return new Response(body, { headers });
}

/** Behind the end of the document, where every browser still runs it; bytes that are coded stay as they are. */
function addScript(response: Response, url: string): Response {
  const { body, headers: given, status, statusText } = response;
  const isHtml = /^text\/html\b/i.test(given.get("content-type") ?? "");
  if (body === null || !isHtml || given.has("content-encoding")) return response;
  const headers = new Headers(given);
  for (const name of ["content-length", "etag", "last-modified", "accept-ranges"])
    headers.delete(name);
  const script = new TextEncoder().encode(`<script src="${url}" defer></script>\n`);
  const appended = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({ flush: (stream) => stream.enqueue(script) }),
  );
  return new Response(appended, { status, statusText, headers });
}

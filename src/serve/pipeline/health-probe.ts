/** `--health-path`: what a balancer asks on the public address, answered by the worker itself, before the app. */

import type { CompletedRequest, Handler, RequestContext } from "../../http/index.ts";

/** Answers probes of one path, and remembers which requests they were. */
export class HealthProbe {
  readonly #path: string;
  readonly #probes = new WeakSet<RequestContext>();
  #answered = 0;
  #endsService = false;

  /** @param path as the app would see it, without the base path. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Probes that were answered. */
  get answered(): number {
    return this.#answered;
  }

  /** From now on the answer is 503: nobody serves after this worker. */
  endService(): void {
    this.#endsService = true;
  }

  /** Whether this request was a probe. */
  has({ context }: CompletedRequest): boolean {
    return context !== undefined && this.#probes.has(context);
  }

  /** A handler that answers probes first. */
  before(handler: Handler): Handler {
    return (request, context) => {
      if (!this.#isProbe(request)) return handler(request, context);
      this.#probes.add(context);
      this.#answered += 1;
      return this.#answer(request.method === "HEAD");
    };
  }

  /** A Request's URL is absolute and normalised, so nothing has to be parsed. */
  #isProbe({ method, url }: Request): boolean {
    if (method !== "GET" && method !== "HEAD") return false;
    const start = url.indexOf("/", url.indexOf("//") + 2);
    if (!url.startsWith(this.#path, start)) return false;
    const end = start + this.#path.length;
    return end === url.length || url[end] === "?";
  }

  /** While others serve on, as after a reload, a probe that comes on an old connection must not take the machine out. */
  #answer(isHead: boolean): Response {
    const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
    if (!this.#endsService) return new Response(isHead ? null : "ok\n", { headers });
    const ending = { ...headers, connection: "close" };
    return new Response(isHead ? null : "stopping\n", { status: 503, headers: ending });
  }
}

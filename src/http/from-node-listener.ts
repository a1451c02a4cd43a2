/** A Node `(request, response)` listener as a handler (row A18). It gets Node's own pair; nothing imitates it. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handler } from "./app.ts";
import type { RequestContext } from "./context.ts";
import { httpErrors } from "./errors.ts";
import { enterMount } from "./mount.ts";
import { createAnswered, type NodePair, takeNodePair } from "./node-pair.ts";
import { plainAnswer } from "./plain-answer.ts";

/** What connect called middleware: passes on what it does not answer, or what went wrong. */
export type Next = (error?: unknown) => void;

/**
 * What node:http calls for a request; a third parameter makes it middleware. Frameworks type theirs with requests of
 * their own, so parameters are compared as those of methods are, both ways.
 */
export type NodeListener = {
  listen(incoming: IncomingMessage, outgoing: ServerResponse, next?: Next): unknown;
}["listen"];

/**
 * Makes a handler of a listener, of an Express or connect app, or of middleware, which must declare its `next`:
 * what that passes on is a 404. Works on servers that run on Node's own HTTP, else each request fails.
 */
export function fromNodeListener(listener: NodeListener): Handler {
  const isMiddleware = listener.length >= 3 && !canListen(listener);
  return fromNodePair(listener.name || "the function", ({ incoming, outgoing, ...pair }, next) => {
    if (pair.expectsContinue) outgoing.writeContinue(); // as node:http itself does when nobody listens for it
    return isMiddleware ? listener(incoming, outgoing, next) : listener(incoming, outgoing);
  });
}

/** The same for whoever wants the whole pair, and sends `100 Continue` itself. */
export function fromNodePair(name: string, run: (pair: NodePair, next: Next) => unknown): Handler {
  return (request, context) => {
    const pair = takeNodePair(context);
    if (pair === undefined) throw httpErrors.fail.NODE_PAIR_MISSING({ server: context.server });
    enterMount(request, pair.incoming);
    return new NodeAnswering(name, pair, context).run(run);
  };
}

/** An Express or connect app ends by itself what none of its routes answers; bare middleware does not. */
function canListen(listener: object): boolean {
  return typeof (listener as { listen?: unknown }).listen === "function";
}

/** One request in the hands of a listener, until the response is closed or the listener fails. */
class NodeAnswering {
  readonly #name: string;
  readonly #pair: NodePair;
  readonly #context: RequestContext;
  readonly #answer: PromiseWithResolvers<Response> = Promise.withResolvers();
  /** What the listener still does. */
  #work: Promise<void> | undefined;

  constructor(name: string, pair: NodePair, context: RequestContext) {
    this.#name = name;
    this.#pair = pair;
    this.#context = context;
  }

  run(listen: (pair: NodePair, next: Next) => unknown): Promise<Response> {
    const { outgoing } = this.#pair;
    outgoing.once("close", () => this.#close());
    try {
      const result = listen(this.#pair, (error) => this.#pass(error));
      if (isThenable(result)) this.#follow(Promise.resolve(result));
      else this.#check(result);
    } catch (error) {
      this.#answer.reject(error);
    }
    return this.#answer.promise;
  }

  /** An async listener may fail at any time, and work on when its answer is complete. */
  #follow(result: Promise<unknown>): void {
    this.#work = result.then((value) => this.#check(value));
    this.#work
      .catch((error) => this.#answer.reject(error))
      .finally(() => (this.#work = undefined))
      .catch(() => {});
  }

  #check(value: unknown): void {
    if (!(value instanceof Response) || this.#pair.outgoing.headersSent) return;
    const error = httpErrors.fail.LISTENER_RETURNED_RESPONSE({ listener: this.#name });
    this.#answer.reject(error);
  }

  #pass(error: unknown): void {
    if (error !== undefined && error !== null && error !== "router" && error !== "route") {
      return this.#answer.reject(error);
    }
    this.#answer.resolve(plainAnswer(404, "Not Found\n"));
  }

  #close(): void {
    if (this.#work !== undefined) this.#context.waitUntil(this.#work);
    this.#answer.resolve(createAnswered(this.#pair.outgoing.statusCode));
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

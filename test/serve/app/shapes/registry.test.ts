import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { NestFactory } from "@nestjs/core";
import { Elysia } from "elysia";
import express from "express";
import fastify from "fastify";
import { H3 } from "h3";
import { createApp } from "h3v1";
import Koa from "koa";
import { Hono } from "hono";
import { Hono as QuickHono } from "hono/quick";
import { Hono as TinyHono } from "hono/tiny";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import type { RequestContext } from "../../../../src/http/index.ts";
import { appShapes, findShape, type LoadedApp } from "../../../../src/serve/app/index.ts";

const request = new Request("http://localhost/");
const answer = (): Response => new Response("answer");

function adapt(value: unknown): LoadedApp {
  const shape = findShape(value);
  if (shape === undefined) throw new Error("no shape");
  return shape.adapt(value, { file: import.meta.filename });
}

/** A context with private members, as an engine may make it. */
class Context {
  readonly promises: unknown[] = [];
  readonly #requestId = "r1";
  get requestId(): string {
    return this.#requestId;
  }
  waitUntil(promise: Promise<unknown>): void {
    this.promises.push(promise);
  }
}

function createContext(): RequestContext & Context {
  return new Context() as unknown as RequestContext & Context;
}

async function ask(value: unknown, context: RequestContext = createContext()): Promise<string> {
  return (await adapt(value).handler(request, context)).text();
}

describe("the table of shapes", () => {
  it("has a row for every file in its folder, named after it", () => {
    const files = readdirSync("src/serve/app/shapes").map((file) => file.replace(".ts", ""));
    const variants = files.filter((name) => name !== "contract" && name !== "registry");
    expect(appShapes.map(({ name }) => name).toSorted()).toEqual(variants.toSorted());
  });

  const commonjs = createRequire(import.meta.url)("hono") as typeof import("hono");
  it.each([
    ["Hono", new Hono()],
    ["Hono with a base path", new Hono().basePath("/api")],
    ["hono/quick", new QuickHono()],
    ["hono/tiny", new TinyHono()],
    ["a subclass", new (class extends Hono {})()],
    ["another copy", new commonjs.Hono()],
  ])("[A9] %s is a Hono app", (_, value) => {
    expect(findShape(value)?.name).toBe("hono");
  });

  it.each([
    ["an object", { fetch: answer }],
    [
      "an instance",
      new (class {
        fetch = answer;
      })(),
    ],
    ["an inherited fetch", Object.create({ fetch: answer })],
    [
      "a class with a static fetch",
      class {
        static fetch = answer;
      },
    ],
    [
      "a router that answers every property with a function",
      new Proxy({ routes: [] }, { get: (target, key) => Reflect.get(target, key) ?? answer }),
    ],
    [
      "a framework with routes and a router of its own",
      { fetch: answer, routes: [], router: {}, route: answer },
    ],
  ])("[A9] %s is a fetch object", (_, value) => {
    expect(findShape(value)?.name).toBe("fetch-object");
  });

  it.each([
    ["an arrow function", answer],
    [
      "a function",
      function (this: unknown) {
        return answer();
      },
    ],
    ["an async function", async () => answer()],
    ["a bound function", answer.bind(null)],
  ])("[A9] %s is a bare function", async (_, value) => {
    expect(findShape(value)?.name).toBe("bare-function");
    expect(await ask(value)).toBe("answer");
  });

  it.each([
    ["an Express app", "express", express()],
    ["an Express router", "express", express.Router()],
    ["a Koa app", "koa", new Koa()],
    ["a subclass of Koa", "koa", new (class extends Koa {})()],
    ["a Fastify instance", "fastify", fastify()],
    ["an h3 app", "h3", new H3()],
    ["an h3 app of version 1", "h3-v1", createApp()],
    ["an Elysia app", "elysia", new Elysia()],
    ["a node:http server", "http-server", createServer()],
    ["Koa's callback", "node-listener", new Koa().callback()],
    ["Fastify's routing", "node-listener", fastify().routing],
  ])("[A9] %s is told by its members", (_, name, value) => {
    expect(findShape(value)?.name).toBe(name);
  });

  it("[A9] a Nest application is one, an application context is not, and a hint says why", async () => {
    class Site {}
    expect(findShape(await NestFactory.create(Site, { logger: false }))?.name).toBe("nest");
    const context = await NestFactory.createApplicationContext(Site, { logger: false });
    expect(findShape(context)).toBeUndefined();
    expect(appShapes.flatMap(({ advise }) => advise?.(context) ?? [])).toEqual([
      "A Nest application context has no http; make the app with NestFactory.create().",
    ]);
  });

  it("an https server is none, and a hint says why", () => {
    const server = createSecureServer();
    expect(findShape(server)).toBeUndefined();
    expect(appShapes.flatMap(({ advise }) => advise?.(server) ?? [])).toEqual([
      expect.stringContaining("certificates are its business"),
    ]);
  });

  const listeners = `(req, res) => {}
    async (req,res) => {}
    (_req, _res) => {}
    (request, response) => {}
    (req, res, next) => {}
    function (req, res) {}
    async function named(req, res) {}
    async (/* a, b */ req, // in
      res) => {}
    ({ handler(req, res) {} }).handler
    ({ async handler(req, res) {} }).handler`;
  it.each(listeners.split("\n    ").filter((source) => !source.startsWith("  ")))(
    "[A9] %s is a Node listener",
    (source) => {
      const whole = source.endsWith("// in") ? `${source}\nres) => {}` : source;
      expect(findShape(evaluate(whole))?.name).toBe("node-listener");
    },
  );

  it.each([
    "(request, context) => {}",
    "(request, env, ctx) => {}",
    "(req, { requestId }) => {}",
    "(req, ...rest) => {}",
    "(e, t) => t.end()",
    "(req) => (req, res) => {}",
    "(req, context = (req, res)) => {}",
    "() => {}",
    "request => new Response()",
    "((req, res) => {}).bind(null)",
  ])("[A9] %s is a fetch function", (source) => {
    expect(findShape(evaluate(source))?.name).toBe("bare-function");
  });

  it.each([null, undefined, 0, "fetch", Symbol.iterator, [], {}, { fetch: true }, class App {}])(
    "%s is no app",
    (value) => {
      expect(findShape(value)).toBeUndefined();
    },
  );
});

describe("an app is called as it expects", () => {
  it("two parameters: with the request and the very context, unchanged", async () => {
    const calls: unknown[][] = [];
    const context = createContext();
    const fetch = (...args: unknown[]): Response => (calls.push(args), answer());
    Object.defineProperty(fetch, "length", { value: 2 });
    await ask({ fetch }, context);
    await ask(fetch, context);
    expect(calls.map(([one, two]) => one === request && two === context)).toEqual([true, true]);
    expect("landfall" in context).toBe(false);
  });

  it("three parameters: as Workers do, with the context as env.landfall", async () => {
    const context = createContext();
    const fetch = (_: Request, env: { landfall: Context }, execution: ExecutionLike): Response => {
      const { waitUntil } = execution;
      waitUntil(Promise.resolve());
      execution.passThroughOnException();
      return new Response(env.landfall.requestId + JSON.stringify(execution.props));
    };
    expect(await ask({ fetch }, context)).toBe("r1{}");
    expect(await ask(fetch, context)).toBe("r1{}");
    expect(context.promises).toHaveLength(2);
  });

  it("a Hono app, its bound fetch in an object, and its bound fetch alone all see the context", async () => {
    const app = new Hono<{ Bindings: { landfall: Context } }>().get("/", (c) => {
      c.executionCtx.waitUntil(Promise.resolve());
      return c.text(c.env.landfall.requestId);
    });
    const context = createContext();
    const answers = [app, { fetch: app.fetch }, app.fetch].map((value) => ask(value, context));
    expect(await Promise.all(answers)).toEqual(["r1", "r1", "r1"]);
    expect(context.promises).toHaveLength(3);
  });

  it("a frozen context and one that knows landfall are handed over as they are", async () => {
    const frozen = Object.freeze({ requestId: "f" }) as unknown as RequestContext;
    const knowing = { landfall: "own" } as unknown as RequestContext;
    const seen: unknown[] = [];
    const fetch = (_: Request, ...rest: unknown[]): Response => (seen.push(rest[0]), answer());
    await ask(fetch, frozen);
    await ask(fetch, knowing);
    expect(seen).toEqual([frozen, { landfall: "own" }]);
  });

  it.each<[string, (...args: never[]) => unknown]>([
    ["returns nothing", (e: unknown, t: unknown) => void [e, t]],
    ["resolves with nothing", async (e: unknown, t: unknown) => void [e, t]],
    ["misses a method", (_: unknown, t: { end(): void }) => t.end()],
    ["misses a method later", async (_: unknown, t: { status(): void }) => t.status()],
  ])("a function that %s may be a Node listener, and is told the cure", async (_, value) => {
    await expect((async () => ask(value))()).rejects.toThrow(/export fromNodeListener/);
  });

  it("a function that has answered once is believed, and its own errors stay its own", async () => {
    let count = 0;
    const fetch = (request: object, context: object): Response => {
      count += 1;
      if (count > 1) (request as { end(context: object): void }).end(context);
      return answer();
    };
    const { handler } = adapt(fetch);
    const context = createContext();
    await handler(request, context);
    expect(() => handler(request, context)).toThrow(/^request\.end is not a function/);
  });

  it("h3 sees the context and the client, and waitUntil works", async () => {
    const context = Object.assign(createContext(), { client: { address: "::2", port: 1 } });
    const app = new H3().get("/", (event) => {
      event.waitUntil(Promise.resolve());
      const { landfall } = event.context as { landfall?: Context };
      return `${landfall?.requestId} ${event.req.ip}`;
    });
    expect(await ask(app, context)).toBe("r1 ::2");
    expect(context.promises).toHaveLength(1);
  });

  it("Elysia's hooks run at start and stop, and lazy plugins are waited for", async () => {
    const log: string[] = [];
    const app = new Elysia()
      .use(Promise.resolve(new Elysia().get("/", () => "lazy")))
      .onStart(() => void log.push("start"))
      .onStop(() => void log.push("stop"));
    const loaded = adapt(app);
    await loaded.start?.({ worker: 0, generation: 1, addresses: [] });
    const response = await loaded.handler(new Request("http://localhost/"), createContext());
    expect(await response.text()).toBe("lazy");
    await loaded.stop?.();
    expect(log).toEqual(["start", "stop"]);
  });

  it("start and stop are called on the object", async () => {
    const app = {
      log: [] as unknown[],
      fetch: answer,
      start(info: unknown) {
        this.log.push(info);
      },
      stop() {
        this.log.push("stop");
      },
    };
    const info = { worker: 1, generation: 2, addresses: [] };
    const loaded = adapt(app);
    await loaded.start?.(info);
    await loaded.stop?.();
    expect(app.log).toEqual([info, "stop"]);
    expect(adapt({ fetch: answer, start: undefined })).not.toHaveProperty("start");
  });
});

function evaluate(source: string): unknown {
  return new Function(`return ${source}`)() as unknown;
}

interface ExecutionLike {
  readonly props: object;
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
}

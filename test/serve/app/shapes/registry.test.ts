import { readdirSync } from "node:fs";
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
  return shape.adapt(value);
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

interface ExecutionLike {
  readonly props: object;
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
}

import { realpathSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createProjectFolder,
  loadInChild,
  type LoadCase,
  type LoadOutcome,
  type ProjectFiles,
} from "./load-in-child.ts";

interface GoodCase {
  readonly title: string;
  readonly files: ProjectFiles;
  readonly specifier?: string;
  readonly stripTypes?: boolean;
  readonly expected: Partial<LoadOutcome>;
}

/** One shape, how it is called, written and what it answers. */
interface ShapeCase {
  readonly noun: string;
  readonly from?: readonly [names: string, module: string];
  readonly value: string;
  readonly answer: string;
}

const esm = '{ "type": "module" }';
const cjs = '{ "type": "commonjs" }';
const answer = (text: string): string => `() => new Response("${text}")`;

const written = "(req, res) => res.end(req.method)";

/** Each shape as each kind of file and project writes it; `from` is what it imports. */
const shapes: Readonly<Record<string, ShapeCase>> = {
  express: {
    noun: "an Express app",
    from: ["express", "express"],
    value: `express().get("/", (req, res) => res.send(req.baseUrl + req.originalUrl))`,
    answer: "/",
  },
  koa: {
    noun: "a Koa app",
    from: ["Koa", "koa"],
    value: `new Koa().use((ctx) => { ctx.body = "koa " + ctx.path })`,
    answer: "koa /",
  },
  fastify: {
    noun: "a Fastify instance",
    from: ["fastify", "fastify"],
    value: `fastify().get("/", async (request) => "fastify " + request.url)`,
    answer: "fastify /",
  },
  h3: {
    noun: "an h3 app",
    from: ["{ H3 }", "h3"],
    value: `new H3().get("/", (event) => event.context.landfall.requestId)`,
    answer: "r1",
  },
  elysia: {
    noun: "an Elysia app",
    from: ["{ Elysia }", "elysia"],
    value: `new Elysia().get("/", () => "elysia")`,
    answer: "elysia",
  },
  "http-server": {
    noun: "a node:http server",
    from: ["{ createServer }", "node:http"],
    value: `createServer(${written})`,
    answer: "GET",
  },
  "node-listener": { noun: "a Node listener", value: `(${written})`, answer: "GET" },
  "fetch-object": {
    noun: "a fetch object",
    value: `({ word: "own", fetch() { return new Response(this.word) } })`,
    answer: "own",
  },
  "bare-function": { noun: "a bare function", value: answer("bare"), answer: "bare" },
  hono: {
    noun: "a Hono app",
    from: ["{ Hono }", "hono"],
    value: `new Hono().get("/", (c) => c.text(c.env.landfall.requestId))`,
    answer: "r1",
  },
};

const kinds = [
  { file: "app.js", manifest: esm, loader: "node" },
  { file: "app.mjs", manifest: cjs, loader: "node" },
  { file: "app.js", manifest: cjs, loader: "node", require: true },
  { file: "app.cjs", manifest: esm, loader: "node", require: true },
  { file: "app.ts", manifest: esm, loader: "tsx" },
  { file: "app.ts", manifest: cjs, loader: "tsx" },
  { file: "app.ts", manifest: "{}", loader: "tsx" },
  { file: "app.mts", manifest: cjs, loader: "tsx" },
  { file: "app.cts", manifest: esm, loader: "tsx" },
  { file: "app.tsx", manifest: esm, loader: "tsx" },
  { file: "app.jsx", manifest: cjs, loader: "tsx" },
  { file: "app.ts", manifest: esm, loader: "strip-types", stripTypes: true },
  { file: "app.mts", manifest: cjs, loader: "strip-types", stripTypes: true },
];

const matrix: GoodCase[] = Object.entries(shapes).flatMap(
  ([shape, { noun, from, value, answer }]) =>
    kinds.map(({ file, manifest, loader, require = false, stripTypes = false }) => ({
      title: `[A9] ${shape} in ${file}, package.json ${manifest}, through ${loader}`,
      files: {
        "package.json": manifest,
        [file]: require
          ? `${from ? `const ${from[0]} = require("${from[1]}");` : ""}\nmodule.exports = ${value};\n`
          : `${from ? `import ${from[0]} from "${from[1]}";` : ""}\nconst app${/ts/.test(file) ? ": any" : ""} = ${value};\nexport default app;\n`,
      },
      specifier: file,
      stripTypes,
      expected: { shape, loader, reason: `the default export of ${file} is ${noun}`, answer },
    })),
);

/** A factory of each, async, in an ES module and in CommonJS, started and stopped. */
const made: GoodCase[] = Object.entries(shapes).flatMap(([shape, { noun, from, value, answer }]) =>
  ["app.mjs", "app.cjs"].map((file) => {
    const isRequired = file === "app.cjs";
    const [names, module] = from ?? ["fs", "node:fs"];
    return {
      title: `[A9] #make() that returns ${noun}, in ${file}`,
      files: {
        [file]: isRequired
          ? `const ${names} = require("${module}");\nexports.make = async () => ${value};\n`
          : `import ${names} from "${module}";\nexport const make = async () => ${value};\n`,
      },
      specifier: `${file}#make()`,
      expected: { shape, reason: `${file}#make() returned ${noun}`, answer },
    };
  }),
);

const nestApp = (adapter: string): string => `import "reflect-metadata";
  import { Controller, Get, Module } from "@nestjs/common";
  import { NestFactory } from "@nestjs/core";
  ${adapter}
  class Pages { see() { return "nest"; } }
  class Site {}
  Controller()(Pages);
  Get()(Pages.prototype, "see", Object.getOwnPropertyDescriptor(Pages.prototype, "see"));
  Module({ controllers: [Pages] })(Site);`;

const frameworks: GoodCase[] = [
  {
    title: "[A9] a Nest application on Express",
    files: {
      "app.mjs": `${nestApp("")}\nexport default await NestFactory.create(Site, { logger: false });`,
    },
    specifier: "app.mjs",
    expected: { shape: "nest", answer: "nest" },
  },
  {
    title: "[A9] #make() of a Nest application on Fastify",
    files: {
      "app.mjs": `${nestApp('import { FastifyAdapter } from "@nestjs/platform-fastify";')}
        export const make = () => NestFactory.create(Site, new FastifyAdapter(), { logger: false });`,
    },
    specifier: "app.mjs#make()",
    expected: { shape: "nest", answer: "nest" },
  },
  {
    title: "[A9] an h3 app of version 1 becomes a listener through the project's own h3",
    files: {
      "package.json": esm,
      "app.mjs": `import { createApp, defineEventHandler } from "h3";
        export default createApp().use(defineEventHandler((event) => event.node.req.method));`,
      "node_modules/h3/package.json": '{ "main": "index.cjs" }',
      "node_modules/h3/index.cjs": `module.exports = require(${JSON.stringify(realpathSync("node_modules/h3v1"))});`,
    },
    specifier: "app.mjs",
    expected: { shape: "h3-v1", answer: "GET" },
  },
  {
    title: "[A9] Express middleware by a name, and what it passes on",
    files: {
      "package.json": esm,
      "app.js": `import express from "express"; export const router = express.Router();`,
    },
    specifier: "app.js#router",
    expected: { shape: "express", answer: "Not Found\n" },
  },
];

const typed = `const word: string = "hi";\nexport const other = { fetch: () => new Response(word) };\n`;

const targets: GoodCase[] = [
  {
    title: "[A9] file#name takes a named export",
    files: { "package.json": esm, "app.ts": typed },
    specifier: "app.ts#other",
    expected: { reason: "app.ts#other is a fetch object", answer: "hi" },
  },
  {
    title: "[A9] file#name finds a named export of TypeScript in a CommonJS project",
    files: { "package.json": cjs, "app.ts": typed },
    specifier: "./app.ts#other",
    expected: { reason: "app.ts#other is a fetch object", answer: "hi" },
  },
  {
    title: "[A9] file#make() calls a factory, which may be async",
    files: {
      "package.json": esm,
      "app.js": `export const make = async () => ({ fetch: ${answer("made")} });`,
    },
    specifier: "app.js#make()",
    expected: { reason: "app.js#make() returned a fetch object", answer: "made" },
  },
  {
    title: "[A9] #make() without a file makes the app that is found by name",
    files: { "package.json": esm, "server.js": `export const make = () => ${answer("found")};` },
    specifier: "#make()",
    expected: { reason: "server.js#make() returned a bare function", answer: "found" },
  },
  {
    title: "[A9] a package by its name",
    files: {
      "package.json": esm,
      "node_modules/@my/site/package.json": '{ "main": "lib/site.js" }',
      "node_modules/@my/site/lib/site.js": `exports.site = ${answer("package")};`,
    },
    specifier: "@my/site#site",
    expected: { answer: "package" },
  },
  {
    title: "[A9] a package that can only be imported",
    files: {
      "package.json": esm,
      "node_modules/site/package.json": '{ "type": "module", "exports": { "import": "./m.js" } }',
      "node_modules/site/m.js": `export default ${answer("imported")};`,
    },
    specifier: "site",
    expected: { answer: "imported" },
  },
  {
    title: "nothing named takes package.json#main first",
    files: {
      "package.json": '{ "type": "module", "main": "lib/main.js" }',
      "lib/main.js": `export default ${answer("main")};`,
      "app.js": `export default ${answer("app")};`,
    },
    expected: { answer: "main" },
  },
  {
    title: "nothing named passes over a package.json#main that is not there",
    files: {
      "package.json": '{ "type": "module", "main": "dist/index.js" }',
      "src/app.js": `export default ${answer("src/app")};`,
      "server.js": `export default ${answer("server")};`,
    },
    expected: { answer: "src/app" },
  },
  {
    title: "a default export inside a default export inside a default export is unwrapped",
    files: {
      "package.json": cjs,
      "app.js": `exports.__esModule = true; exports.default = { default: ${answer("deep")} };`,
    },
    specifier: "app.js",
    expected: { answer: "deep" },
  },
  {
    title: "a promise of an app is waited for",
    files: { "package.json": esm, "app.js": `export default Promise.resolve(${answer("late")});` },
    specifier: "app.js",
    expected: { answer: "late" },
  },
  {
    title: "fetch, start and stop may be inherited, and keep their this",
    files: {
      "package.json": esm,
      "app.js": `class Base { log = []; start() { this.log.push("start") } fetch() { return new Response(this.log.join()) } }
        export default new (class App extends Base {})();`,
    },
    specifier: "app.js",
    expected: { shape: "fetch-object", answer: "start" },
  },
  {
    title: "the context is env.landfall for Hono behind a plain fetch object, and waitUntil works",
    files: {
      "package.json": esm,
      "app.js": `import { Hono } from "hono";
        const app = new Hono().get("/", (c) => {
          c.executionCtx.waitUntil(Promise.resolve());
          return c.text(c.env.landfall.requestId);
        });
        export default { port: 3000, fetch: app.fetch };`,
    },
    specifier: "app.js",
    expected: { shape: "fetch-object", answer: "r1" },
  },
  {
    title: "a JavaScript entry may import TypeScript, which Node strips itself",
    files: {
      "package.json": esm,
      "app.js": `import { word } from "./word.ts"; export default () => new Response(word);`,
      "word.ts": `export const word: string = "stripped";`,
    },
    specifier: "app.js",
    expected: { loader: "node", answer: "stripped" },
  },
  {
    title: "imports without extension, of .js for .ts, enums and JSX work through tsx",
    files: {
      "package.json": esm,
      "app.tsx": `import { one } from "./one"; import { Two } from "./two.js";
        const h = (tag: string, _: unknown, ...inner: string[]) => tag + inner.join("");
        /** @jsx h */
        export default () => new Response(<b>{one}{String(Two.Second)}</b> as unknown as string);`,
      "one.ts": `export const one: string = "1";`,
      "two.ts": `export enum Two { First, Second }`,
    },
    specifier: "app.tsx",
    expected: { loader: "tsx", answer: "b11" },
  },
  {
    title: "a module runs once",
    files: {
      "package.json": cjs,
      "app.ts": `import { count } from "./count"; count();
        export default (): Response => new Response(String(count()));`,
      "count.ts": `let n = 0; export const count = (): number => (n += 1);`,
    },
    specifier: "app.ts",
    expected: { answer: "2" },
  },
];

const oddNames = ["with space.ts", "a#b.ts", "x#make().ts", "what?.ts", "50%25.ts", "héllo-✓.mjs"];
const odd: GoodCase[] = oddNames.map((name) => ({
  title: `a file named ${name} in a folder with odd characters`,
  files: {
    "package.json": esm,
    [`o d#d/50%/q?/ü/${name}`]: `export default ${answer("odd")};`,
  },
  specifier: `o d#d/50%/q?/ü/${name}`,
  expected: { answer: "odd" },
}));

const all = [...matrix, ...made, ...frameworks, ...targets, ...odd];
const outcomes = new Map<GoodCase, LoadOutcome>();

describe("[A9] an app is loaded", () => {
  const root = createProjectFolder();
  afterAll(() => root[Symbol.dispose]());

  beforeAll(async () => {
    // Each loader in a process of its own: hooks that tsx installs would serve the others too.
    const groups = Map.groupBy(all, ({ files, stripTypes = false }) => {
      const isTypeScript = Object.keys(files).some((name) => /\.([cm]?ts|[jt]sx)$/.test(name));
      return stripTypes || "word.ts" in files || !isTypeScript ? "node" : "tsx";
    });
    const toCase = ({ files, specifier, stripTypes }: GoodCase): LoadCase => ({
      cwd: root.add(files),
      specifier,
      stripTypes,
    });
    await Promise.all(
      [...groups.values()].map(async (group) => {
        const results = await loadInChild(group.map(toCase));
        group.forEach((one, index) => outcomes.set(one, results[index] as LoadOutcome));
      }),
    );
  });

  it.each(all)("$title", (one) => {
    expect(outcomes.get(one)).toMatchObject({ kind: "loaded", ...one.expected });
  });
});

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

const esm = '{ "type": "module" }';
const cjs = '{ "type": "commonjs" }';
const answer = (text: string): string => `() => new Response("${text}")`;

/** Each shape as each kind of file and project writes it. */
const shapes = {
  "fetch-object": {
    noun: "a fetch object",
    value: `({ word: "own", fetch() { return new Response(this.word) } })`,
    answer: "own",
  },
  "bare-function": { noun: "a bare function", value: answer("bare"), answer: "bare" },
  hono: {
    noun: "a Hono app",
    value: `new Hono().get("/", (c) => c.text(c.env.landfall.requestId))`,
    answer: "r1",
  },
} as const;

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

const matrix: GoodCase[] = Object.entries(shapes).flatMap(([shape, { noun, value, answer }]) =>
  kinds.map(({ file, manifest, loader, require = false, stripTypes = false }) => ({
    title: `[A9] ${shape} in ${file}, package.json ${manifest}, through ${loader}`,
    files: {
      "package.json": manifest,
      [file]: require
        ? `const { Hono } = require("hono");\nmodule.exports = ${value};\n`
        : `import { Hono } from "hono";\nconst app${/ts/.test(file) ? ": any" : ""} = ${value};\nexport default app;\n`,
    },
    specifier: file,
    stripTypes,
    expected: { shape, loader, reason: `the default export of ${file} is ${noun}`, answer },
  })),
);

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

const all = [...matrix, ...targets, ...odd];
const outcomes = new Map<GoodCase, LoadOutcome>();

describe("loadApp", () => {
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

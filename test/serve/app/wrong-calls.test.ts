import { describeFailures, type BadCase } from "./describe-failures.ts";

const esm = '{ "type": "module" }';
const cjs = '{ "type": "commonjs" }';
const good = 'export default () => new Response("good");';
const accepted =
  "an app is a Hono app, an h3 app, an Elysia app, an Express app, a Koa app, a Nest application, a Fastify instance, an h3 app of version 1, a node:http server, an object with a fetch(request, context) function, a Node listener (req, res), or a function (request, context) => Response";

const wrongCalls: BadCase[] = [
  {
    title: "an empty folder: says what was looked for",
    files: { "package.json": esm },
    code: "APP_MISSING",
    message:
      "found no app in CWD: looked for package.json#main, app.ts, src/app.ts, server.ts, index.ts, and their .js and .tsx kin",
    hint: "Name its file: landfall serve path/to/app.ts",
    exitCode: 2,
  },
  {
    title: "a main that was not built: says so",
    files: { "package.json": '{ "main": "dist/x.js" }' },
    code: "APP_MISSING",
    message: /^found no app in CWD: looked for dist\/x\.js \(package\.json#main\), app\.ts/,
    exitCode: 2,
  },
  {
    title: "a missing file with a neighbour of nearly that name",
    files: { "src/server.ts": good },
    specifier: "src/sever.ts",
    code: "APP_FILE_MISSING",
    message: 'there is no file and no package "src/sever.ts" in CWD',
    hint: "Did you mean src/server.ts?",
    exitCode: 2,
  },
  {
    title: "a missing file whose other extension exists, and an export of it",
    files: { "app.mts": good },
    specifier: "app.js#make()",
    code: "APP_FILE_MISSING",
    message: 'there is no file and no package "app.js" in CWD',
    hint: "Did you mean app.mts?",
    exitCode: 2,
  },
  {
    title: "a folder instead of a file",
    files: { "web/app.ts": good },
    specifier: "web",
    code: "APP_FILE_MISSING",
    message: 'there is no file and no package "web" in CWD',
    hint: "Did you mean web/app.ts?",
    exitCode: 2,
  },
  {
    title: "a missing file with nothing near it",
    files: { "zebra.ts": good },
    specifier: "./nothing/like/it.ts",
    code: "APP_FILE_MISSING",
    message: 'there is no file and no package "./nothing/like/it.ts" in CWD',
    hint: /^Name a file relative/,
    exitCode: 2,
  },
  {
    title: "Node's own modules are no apps",
    files: { "zebra.ts": good },
    specifier: "http",
    code: "APP_FILE_MISSING",
    message: 'there is no file and no package "http" in CWD',
    exitCode: 2,
  },
  {
    title: "an expression after the #",
    files: { "app.js": good },
    specifier: "app.js#make(1)",
    code: "APP_NAME_INVALID",
    message: `cannot read the name "app.js#make(1)"`,
    exitCode: 2,
  },
  {
    title: "a missing default export: lists what there is",
    files: { "package.json": esm, "app.js": "export const one = 1; export function make() {}" },
    specifier: "app.js",
    code: "APP_EXPORT_MISSING",
    message: "app.js has no default export; it exports make, one",
    hint: "Add export default, or name an export: app.js#make",
    exitCode: 2,
  },
  {
    title: "a missing named export of a CommonJS file",
    files: { "package.json": cjs, "app.js": "exports.one = 1;" },
    specifier: "app.js#two",
    code: "APP_EXPORT_MISSING",
    message: "app.js has no export two; it exports default, one",
    exitCode: 2,
  },
  {
    title: "a module without exports",
    files: { "package.json": esm, "app.ts": "const x: number = 1; void x; export {};" },
    specifier: "app.ts",
    code: "APP_EXPORT_MISSING",
    message: "app.ts has no default export; it exports nothing",
    hint: "Export the app: export default app",
    exitCode: 2,
  },
];

const shapeless: BadCase[] = [
  ["{ port: 1, handle() {} }", "an object with port, handle", /^Write: export default/],
  ["42", "42", /^Write: export default/],
  ["null", "null", /^Write: export default/],
  ["class Site { fetch() {} }", "[class Site]", /export default new Site\(\)/],
  [
    "{ fetch: 1 }",
    "an object with fetch",
    "Its fetch is not a function: write fetch(request) { … }",
  ],
].map(([value, found, hint]) => ({
  title: `[A9] a default export of ${String(value)}`,
  files: { "package.json": esm, "app.js": `export default ${String(value)};` },
  specifier: "app.js",
  code: "APP_SHAPE_UNKNOWN",
  message: `the default export of app.js is ${String(found)}; ${accepted}`,
  hint: hint as string | RegExp,
}));

const almost: BadCase[] = [
  [
    "an https server",
    `import https from "node:https"; export default https.createServer();`,
    /certificates are its business: export the listener/,
  ],
  [
    "a class of an app",
    `import Koa from "koa"; export default Koa;`,
    "A class is no app, an instance is: export default new Application()",
  ],
].map(([what, program, hint]) => ({
  title: `[A9] ${String(what)}`,
  files: { "package.json": esm, "app.js": String(program) },
  specifier: "app.js",
  code: "APP_SHAPE_UNKNOWN",
  message: /^the default export of app\.js is /,
  hint: hint as string | RegExp,
}));

const failing: BadCase[] = [
  {
    title: "[A9] a Fastify plugin that fails",
    files: {
      "package.json": esm,
      "app.js": `import fastify from "fastify";
const app = fastify();
app.register(async () => {
  throw new Error("no database");
});
export default app;`,
    },
    specifier: "app.js",
    code: "APP_IMPORT_FAILED",
    message: "cannot load app.js: no database (app.js:4:9)",
  },
  {
    title: "[A9] a Nest provider that fails when it is started",
    files: {
      "package.json": esm,
      "app.js": `import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
class Site {
  onModuleInit() {
    throw new Error("no database");
  }
}
export default () => new Response("unused");
export const make = () => NestFactory.create(Site, { logger: false });`,
    },
    specifier: "app.js#make()",
    code: "APP_START_FAILED",
    message: "start() of app.js failed: no database (app.js:5:11)",
  },
];

const factories: BadCase[] = [
  {
    title: "[A9] make() that is no function",
    files: { "package.json": esm, "app.js": "export const make = 'x';" },
    specifier: "app.js#make()",
    code: "APP_SHAPE_UNKNOWN",
    message: `app.js#make is 'x'; ${accepted}`,
    hint: "Leave out the ().",
  },
  {
    title: "[A9] make() that returns nothing",
    files: { "package.json": esm, "app.js": "export function make() {}" },
    specifier: "app.js#make()",
    code: "APP_SHAPE_UNKNOWN",
    message: `app.js#make() is undefined; ${accepted}`,
  },
  {
    title: "[A9] make() that rejects",
    files: {
      "package.json": esm,
      "app.js": "export async function make() {\n  throw new Error('no key')\n}",
    },
    specifier: "app.js#make()",
    code: "APP_IMPORT_FAILED",
    message: "cannot load app.js: no key (app.js:2:9)",
  },
];

describeFailures("a wrong name or a wrong export is explained in one line", [
  ...wrongCalls,
  ...shapeless,
  ...almost,
  ...failing,
  ...factories,
]);

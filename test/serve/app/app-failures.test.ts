import { describeFailures, type BadCase } from "./describe-failures.ts";

const esm = '{ "type": "module" }';
const cjs = '{ "type": "commonjs" }';
const typedThrow =
  "interface A {\n  x: number\n}\n\nfunction boom(): never {\n  throw new TypeError('no database')\n}\nboom();\n";

const thrown: BadCase[] = [
  ...["app.ts", "app.mts", "app.cts", "app.tsx"].map((file) => ({
    title: `a throw in ${file}, at its TypeScript line`,
    files: { "package.json": esm, [file]: typedThrow },
    specifier: file,
    code: "APP_IMPORT_FAILED",
    message: `cannot load ${file}: no database (${file}:6:9)`,
  })),
  {
    title: "a throw in TypeScript under type stripping",
    files: { "package.json": esm, "app.ts": typedThrow },
    specifier: "app.ts",
    stripTypes: true,
    code: "APP_IMPORT_FAILED",
    message: "cannot load app.ts: no database (app.ts:6:9)",
  },
  {
    title: "a throw in an imported file of a CommonJS TypeScript project",
    files: { "package.json": cjs, "app.ts": 'import "./src/db";', "src/db.ts": typedThrow },
    specifier: "app.ts",
    code: "APP_IMPORT_FAILED",
    message: "cannot load app.ts: no database (src/db.ts:6:9)",
  },
  {
    title: "a throw deep in Node: the frame in the project counts",
    files: {
      "package.json": esm,
      "app.js": 'import { readFileSync } from "node:fs";\nreadFileSync("/no/such/file");',
    },
    specifier: "app.js",
    code: "APP_IMPORT_FAILED",
    message:
      "cannot load app.js: ENOENT: no such file or directory, open '/no/such/file' (app.js:2:1)",
  },
  {
    title: "a throw in a dependency: the frame in the project counts",
    files: {
      "package.json": esm,
      "node_modules/dep/index.js": "module.exports = () => { throw new RangeError('too much') };",
      "app.js": 'import dep from "dep";\n\ndep();',
    },
    specifier: "app.js",
    code: "APP_IMPORT_FAILED",
    message: "cannot load app.js: too much (app.js:3:1)",
  },
  {
    title: "a throw in a folder with odd characters",
    files: { "package.json": esm, "a (b) #1/é.js": "throw new Error('odd')" },
    specifier: "a (b) #1/é.js",
    code: "APP_IMPORT_FAILED",
    message: "cannot load a (b) #1/é.js: odd (a (b) #1/é.js:1:7)",
  },
  ...[
    ["'text'", "it threw 'text'"],
    ["null", "it threw null"],
    ["undefined", "it threw undefined"],
    ["Symbol('s')", "it threw Symbol(s)"],
    ["{ status: 1, deep: { deeper: {} } }", "it threw { status: 1, deep: { deeper: {} } }"],
    ["Object.create(null)", "it threw [Object: null prototype] {}"],
    ["{ get message() { throw 1 } }", "it threw { message: [Getter] }"],
  ].map(([value, words]) => ({
    title: `a throw of ${String(value)}`,
    files: { "package.json": esm, "app.js": `throw ${String(value)};` },
    specifier: "app.js",
    code: "APP_IMPORT_FAILED",
    message: `cannot load app.js: ${String(words)}`,
  })),
  ...[
    ["new RangeError('')", "RangeError"],
    ["new Error('one\\n  two\\r\\nthree\\u2028four')", "one two three four"],
    ["new Error('\\x1b[31mred\\x07\\u202egnp')", "\\u001b[31mred\\u0007\\u202egnp"],
    ["new Error('x'.repeat(5000))", `${"x".repeat(299)}…`],
    ["Object.assign(new Error('stackless'), { stack: 7 })", "stackless", ""],
  ].map(([value, words, at = " (app.js:1:7)"]) => ({
    title: `a throw of ${String(value)}`,
    files: { "package.json": esm, "app.js": `throw ${String(value)};` },
    specifier: "app.js",
    code: "APP_IMPORT_FAILED",
    message: `cannot load app.js: ${String(words)}${at}`,
  })),
];

const started: BadCase[] = [
  [
    "app.js",
    "export default { fetch() {},\n start() { throw new Error('no port') } };",
    "no port (app.js:2:18)",
  ],
  [
    "app.ts",
    "type X = {\n a: 1 };\nexport default { fetch() {},\n async start(): Promise<X> { throw new Error('no port') } };",
    "no port (app.ts:4:36)",
  ],
  ["app.js", "export default { fetch() {}, start: () => Promise.reject() };", "it threw undefined"],
  [
    "app.js",
    "export default { fetch() {}, async start() {\n await 1;\n null.x } };",
    "Cannot read properties of null (reading 'x') (app.js:3:7)",
  ],
].map(([file, source, words]) => ({
  title: `a start() that fails in ${String(file)}: ${String(words)}`,
  files: { "package.json": esm, [String(file)]: String(source) },
  specifier: String(file),
  code: "APP_START_FAILED",
  message: `start() of ${String(file)} failed: ${String(words)}`,
}));

const dependencies: BadCase[] = [
  ...[
    { file: "app.js", manifest: esm, line: '\nimport x from "cellar/lib/router";' },
    { file: "app.js", manifest: cjs, line: '\nconst x = require("cellar/lib/router");' },
    {
      file: "app.ts",
      manifest: esm,
      line: '\nimport x from "cellar/lib/router"; export default x;',
    },
    {
      file: "app.ts",
      manifest: cjs,
      line: '\nimport x from "cellar/lib/router"; export default x;',
    },
  ].map(({ file, manifest, line }) => ({
    title: `a missing package in ${file}, package.json ${manifest}`,
    files: { "package.json": manifest, [file]: line },
    specifier: file,
    code: "APP_DEPENDENCY_MISSING",
    message: `package "cellar" is not installed (${file}:2:${line.indexOf('"')})`,
    hint: "Install it: npm install cellar",
  })),
  {
    title: "a missing scoped package, in an imported file under type stripping",
    files: {
      "package.json": esm,
      "app.ts": 'import "./src/db.ts";',
      "src/db.ts": 'import "@acme/db/pool";',
    },
    specifier: "app.ts",
    stripTypes: true,
    code: "APP_DEPENDENCY_MISSING",
    message: 'package "@acme/db" is not installed (src/db.ts:1:8)',
    hint: "Install it: npm install @acme/db",
  },
  {
    title: "a missing file, with a near one",
    files: { "package.json": esm, "app.js": '\nimport "./lib/dbb.js";', "lib/db.js": "" },
    specifier: "app.js",
    code: "APP_DEPENDENCY_MISSING",
    message: 'import of "./lib/dbb.js" leads to no file (app.js:2:8)',
    hint: /^Did you mean lib\/db\.js\?/,
  },
  {
    title: "a missing file of TypeScript without extension",
    files: { "package.json": esm, "app.ts": 'export * from "./nofile";' },
    specifier: "app.ts",
    code: "APP_DEPENDENCY_MISSING",
    message: 'import of "./nofile" leads to no file (app.ts:1:15)',
  },
  {
    title: "a missing file of CommonJS TypeScript",
    files: { "package.json": cjs, "app.ts": 'import x from "./lib/nofile.js"; export default x' },
    specifier: "app.ts",
    code: "APP_DEPENDENCY_MISSING",
    message: 'import of "./lib/nofile.js" leads to no file (app.ts:1:15)',
    hint: "Create the file, or correct the import.",
  },
  {
    title: "a path alias that nobody defined",
    files: { "package.json": esm, "app.ts": 'export * from "@/db";' },
    specifier: "app.ts",
    code: "APP_DEPENDENCY_MISSING",
    message: 'import of "@/db" leads to no file (app.ts:1:15)',
    hint: /path alias/,
  },
  {
    title: "an entry that a missing dependency of a dependency keeps from loading",
    files: {
      "package.json": esm,
      "node_modules/dep/index.js": 'require("peer");',
      "app.js": 'import "dep";',
    },
    specifier: "app.js",
    code: "APP_DEPENDENCY_MISSING",
    message: 'package "peer" is not installed (node_modules/dep/index.js:1:9)',
  },
];

describeFailures("an app that throws is explained in one line with its place", [
  ...thrown,
  ...started,
  ...dependencies,
]);

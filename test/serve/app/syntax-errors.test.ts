import { describeFailures, type BadCase } from "./describe-failures.ts";

const esm = '{ "type": "module" }';
const cjs = '{ "type": "commonjs" }';
const good = 'export default () => new Response("good");';
const badJs = "const a = 1;\nconst b = ;\n";
const badTs = "const a: number = 1;\nconst b: = 2;\nexport default a;\n";
const badTsx = "const a: number = 1;\nexport default () => <div><b></div>;\n";

const syntax: BadCase[] = [
  {
    manifest: esm,
    file: "app.js",
    source: badJs,
    words: "Unexpected token ';'",
    at: "app.js:2:11",
  },
  {
    manifest: cjs,
    file: "app.js",
    source: badJs,
    words: "Unexpected token ';'",
    at: "app.js:2:11",
  },
  {
    manifest: "{}",
    file: "app.js",
    source: `${badJs}export default 1;`,
    words: "Unexpected token ';'",
    at: "app.js:2:11",
  },
  {
    manifest: cjs,
    file: "app.mjs",
    source: "\n\nfunction f() { await 1 }",
    words: "Unexpected reserved word",
    at: "app.mjs:3:16",
  },
  {
    manifest: esm,
    file: "app.cjs",
    source: badJs,
    words: "Unexpected token ';'",
    at: "app.cjs:2:11",
  },
  { manifest: esm, file: "app.ts", source: badTs, words: 'Unexpected "="', at: "app.ts:2:10" },
  { manifest: cjs, file: "app.ts", source: badTs, words: 'Unexpected "="', at: "app.ts:2:10" },
  {
    manifest: esm,
    file: "app.tsx",
    source: badTsx,
    words: 'Unexpected closing "div" tag does not match opening "b" tag',
    at: "app.tsx:2:32",
  },
].map(({ manifest, file, source, words, at }) => ({
  title: `a syntax error in ${file}, package.json ${manifest}`,
  files: { "package.json": manifest, [file]: source },
  specifier: file,
  code: "APP_SYNTAX_ERROR",
  message: `syntax error: ${words} (${at})`,
}));

const syntaxElsewhere: BadCase[] = [
  {
    title: "a syntax error in an ES module that the entry imports",
    files: {
      "package.json": esm,
      "app.js": 'import "./lib/one.js";\nexport default 1;',
      "lib/one.js": 'export * from "./two.js";',
      "lib/two.js": badJs,
    },
    specifier: "app.js",
    code: "APP_SYNTAX_ERROR",
    message: "syntax error: Unexpected token ';' (lib/two.js:2:11)",
  },
  {
    title: "a syntax error beside a file that is right, but not as an ES module",
    files: {
      "package.json": esm,
      "app.js": 'import "./old/old.js";\nimport "./two.js";',
      "old/package.json": cjs,
      "old/old.js": "var await = 010;",
      "two.js": badJs,
    },
    specifier: "app.js",
    code: "APP_SYNTAX_ERROR",
    message: "syntax error: Unexpected token ';' (two.js:2:11)",
  },
  {
    title: "a syntax error in JavaScript that TypeScript imports",
    files: { "package.json": esm, "app.ts": 'import "./two.js";', "two.js": badJs },
    specifier: "app.ts",
    code: "APP_SYNTAX_ERROR",
    message: "syntax error: Unexpected token ';' (two.js:2:11)",
  },
  {
    title: "a syntax error in TypeScript that CommonJS TypeScript imports",
    files: { "package.json": cjs, "app.ts": 'import "./two";', "two.ts": badTs },
    specifier: "app.ts",
    code: "APP_SYNTAX_ERROR",
    message: 'syntax error: Unexpected "=" (two.ts:2:10)',
  },
  {
    title: "a syntax error in a module that is imported later",
    files: { "package.json": esm, "app.js": 'await import("./two.js");', "two.js": badJs },
    specifier: "app.js",
    code: "APP_SYNTAX_ERROR",
    message: "syntax error: Unexpected token ';' (two.js:2:11)",
  },
  {
    title: "a syntax error under type stripping",
    files: { "package.json": esm, "app.ts": badTs },
    specifier: "app.ts",
    stripTypes: true,
    code: "APP_SYNTAX_ERROR",
    message: /^syntax error: Unexpected token `=`\. Expected .* \(app\.ts:2:10\)$/,
  },
  {
    title: "TypeScript that type stripping cannot strip",
    files: {
      "package.json": esm,
      "app.ts": "const a: number = 1;\nenum X { A }\nexport default a;",
    },
    specifier: "app.ts",
    stripTypes: true,
    code: "APP_SYNTAX_ERROR",
    message: "syntax error: TypeScript enum is not supported in strip-only mode (app.ts:2:1)",
    hint: "Node's type stripping cannot do this; leave out --strip-types.",
  },
  {
    title: "JSX under type stripping",
    files: { "package.json": esm, "app.tsx": good },
    specifier: "app.tsx",
    stripTypes: true,
    code: "APP_IMPORT_FAILED",
    message: /^cannot load app\.tsx: Unknown file extension "\.tsx" for /,
    hint: "Node's type stripping cannot do this; leave out --strip-types.",
  },
  {
    title: "ESM in a file that its package.json makes CommonJS",
    files: { "package.json": cjs, "app.js": "\nexport default 1;" },
    specifier: "app.js",
    code: "APP_SYNTAX_ERROR",
    message: "syntax error: Unexpected token 'export' (app.js:2:1)",
    hint: /"type": "module"/,
  },
  {
    title: "broken JSON that an ES module imports",
    files: {
      "package.json": esm,
      "app.js": 'import x from "./a.json" with { type: "json" };\nexport default x;',
      "a.json": '{ "a": 1,\n"b": }',
    },
    specifier: "app.js",
    code: "APP_SYNTAX_ERROR",
    message: `syntax error: Unexpected token '}', "{ "a": 1, "b": }" is not valid JSON (a.json:2:6)`,
  },
  {
    title: "broken JSON that CommonJS requires",
    files: {
      "package.json": cjs,
      "app.js": 'require("./a.json");',
      "a.json": '{ "a": 1\n"b": 2 }',
    },
    specifier: "app.js",
    code: "APP_SYNTAX_ERROR",
    message:
      /^syntax error: Expected ',' or '}' after property value in JSON at position 9 .*\(a\.json:2:1\)$/,
  },
  {
    title: "broken JSON that TypeScript imports",
    files: {
      "package.json": esm,
      "app.ts": 'import x from "./a.json";\nexport default x;',
      "a.json": '{ "a": 1,\n"b": }',
    },
    specifier: "app.ts",
    code: "APP_SYNTAX_ERROR",
    message: 'syntax error: Unexpected "}" in JSON (a.json:2:6)',
  },
  {
    title: "an import of an export that is not there",
    files: {
      "package.json": esm,
      "app.js": 'import {\n  zzz } from "./a.js";',
      "a.js": "export const a = 1;",
    },
    specifier: "app.js",
    code: "APP_IMPORT_FAILED",
    message:
      "cannot load app.js: The requested module './a.js' does not provide an export named 'zzz' (app.js:2:3)",
  },
  {
    title: "a SyntaxError that the app caused while running is not one of its own",
    files: { "package.json": esm, "app.js": "\nexport default JSON.parse('{');" },
    specifier: "app.js",
    code: "APP_IMPORT_FAILED",
    message: /^cannot load app\.js: Expected property name.* \(app\.js:2:21\)$/,
  },
];

describeFailures("a syntax error is explained in one line with its place", [
  ...syntax,
  ...syntaxElsewhere,
]);

import { afterAll, describe, expect, it } from "vitest";
import { createProjectFolder, loadInChild, type ProjectFiles } from "./load-in-child.ts";

const esm = '{ "type": "module" }';
const cjs = '{ "type": "commonjs" }';
const aliased: ProjectFiles = {
  "tsconfig.json": `{ // with a comment
    "compilerOptions": { "paths": { "@/*": ["./src/*"] }, "experimentalDecorators": true } }`,
  "src/db.ts": 'export const word: string = "aliased";',
  "app.ts": `import { word } from "@/db";
    const mark = (target: object, key: string) => { Object.assign(target, { marked: key }); };
    class Site { @mark fetch() { return new Response(word + Reflect.get(this, "marked")); } }
    export default new Site();`,
};

describe("what loading does to its process", () => {
  const root = createProjectFolder();
  afterAll(() => root[Symbol.dispose]());

  it.each([esm, cjs])(
    "the tsconfig.json of the working folder counts, package.json %s",
    async (manifest) => {
      const cwd = root.add({ ...aliased, "package.json": manifest });
      const [outcome] = await loadInChild([{ cwd, specifier: "app.ts" }]);
      expect(outcome).toMatchObject({ kind: "loaded", answer: "aliasedfetch" });
    },
  );

  it("the tsconfig.json above the working folder counts", async () => {
    const workspace = root.add({
      ...aliased,
      "site/package.json": esm,
      "site/app.ts": aliased["app.ts"] ?? "",
    });
    const [outcome] = await loadInChild([{ cwd: `${workspace}/site`, specifier: "app.ts" }]);
    expect(outcome).toMatchObject({ kind: "loaded", answer: "aliasedfetch" });
  });

  it("a broken tsconfig.json is explained", async () => {
    const cwd = root.add({
      "tsconfig.json": '{ "extends": "./nowhere.json" }',
      "app.ts": "export default () => {}",
    });
    const [outcome] = await loadInChild([{ cwd, specifier: "app.ts" }]);
    expect(outcome).toMatchObject({
      kind: "failed",
      code: "APP_LOADER_FAILED",
      message: expect.stringMatching(/^cannot prepare to load TypeScript: .*nowhere\.json/),
    });
  });

  it.each([
    ["app.js", false, false],
    ["app.ts", true, false],
    ["app.ts", false, true],
  ])(
    "%s with type stripping %s: tsx is loaded only where it is needed",
    async (file, stripTypes, loaded) => {
      const program = `export default () => new Response(String(process.sourceMapsEnabled));`;
      const cwd = root.add({ "package.json": esm, [file]: program });
      const [outcome] = await loadInChild([{ cwd, specifier: file, stripTypes }]);
      expect(outcome).toMatchObject({ answer: String(loaded) });
    },
  );

  it("an app that fails after it had run is not run again to find out why", async () => {
    const cwd = root.add({
      "package.json": esm,
      "app.js": `import { appendFileSync } from "node:fs";
        appendFileSync(new URL("./runs", import.meta.url), "x");
        await import("./broken.js");`,
      "broken.js": "const b = ;",
      "second.js": `import { readFileSync } from "node:fs";
        const runs = readFileSync(new URL("./runs", import.meta.url), "utf8");
        export default () => new Response(runs);`,
    });
    const outcomes = await loadInChild([
      { cwd, specifier: "app.js" },
      { cwd, specifier: "second.js" },
    ]);
    expect(outcomes).toMatchObject([
      { code: "APP_SYNTAX_ERROR", message: "syntax error: Unexpected token ';' (broken.js:1:11)" },
      { answer: "x" },
    ]);
  });
});

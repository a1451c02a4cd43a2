/** Planted variants that their registry forgot. */
import { expect, test } from "vitest";
import { lines, planted } from "./planted.ts";
import { checkVariants } from "./variants.ts";

const http2 = `export const http2Server: number = 1;`;
const registry = "src/serve/engines/registry.ts".replace("src/", "");

test("a folder whose variants are all in the registry is accepted", () => {
  expect(checkVariants(planted())).toEqual([]);
});

test("a variant that is missing in its registry is reported", () => {
  const sources = planted({ "serve/engines/http2.ts": http2 });
  expect(lines(checkVariants(sources))).toEqual([
    `src/serve/engines/http2.ts:1 variants: http2Server is missing in ${registry}`,
  ]);
});

test("a variant that the registry imports but does not list is reported", () => {
  const sources = planted({
    "serve/engines/http2.ts": http2,
    "serve/engines/registry.ts": `import { nodeServer } from "./node.ts";\nimport { http2Server } from "./http2.ts";\nexport const engines = [nodeServer];`,
  });
  expect(lines(checkVariants(sources))).toEqual([
    `src/serve/engines/http2.ts:1 variants: http2Server is missing in ${registry}`,
  ]);
});

test("a variant whose export has another name is reported; a type does not count", () => {
  const sources = planted({
    "serve/engines/http2.ts": `export const fast = 1;\nexport type http2 = 1;`,
  });
  expect(lines(checkVariants(sources))).toEqual([
    "src/serve/engines/http2.ts:1 variants: a variant exports a value named http2 or http2…",
  ]);
});

test("a folder with a door is a variant, with its supporting files", () => {
  const files = { "serve/engines/direct/index.ts": "export const direct = 1;" };
  const sources = planted({ ...files, "serve/engines/direct/parser.ts": "" });
  expect(lines(checkVariants(sources))).toEqual([
    `src/serve/engines/direct/index.ts:1 variants: direct is missing in ${registry}`,
  ]);
});

test("a folder named like a variant supports it, any other is reported", () => {
  const sources = planted({
    "serve/engines/node/drain.ts": "",
    "serve/engines/shared-parts/a.ts": "",
  });
  expect(lines(checkVariants(sources))).toEqual([
    "src/serve/engines/shared-parts/a.ts:1 variants: the folder shared-parts/ belongs to no variant",
  ]);
});

/** Planted files and exports that do not say what they are, and traps of the language. */
import { expect, test } from "vitest";
import { checkDocumentation } from "./documentation.ts";
import { checkLanguage } from "./language.ts";
import { lines, planted } from "./planted.ts";

test("a tree in which everything says what it is is accepted", () => {
  expect(checkDocumentation(planted())).toEqual([]);
  expect(checkLanguage(planted())).toEqual([]);
});

test.each([
  ["no header", `export {};`, 1, "begins without saying what it is for"],
  ["a line comment only", `// A.\nexport {};`, 1, "begins without saying what it is for"],
  ["a long header", `/**\n * 1\n * 2\n * 3\n * 4\n */`, 1, "has a header of 4 lines, at most 3"],
  ["a bare export", `/** A. */\n\nexport const a = 1;`, 3, "a has no doc comment"],
  ["a bare interface", `/** A. */\n\nexport interface A {}`, 3, "A has no doc comment"],
  ["a remark instead", `/** A. */\n\n// One.\nexport const a = 1;`, 4, "a has no doc comment"],
])("%s is reported", (_, code, line, message) => {
  const sources = planted({ "core/a.ts": code });
  expect(lines(checkDocumentation(sources))).toEqual([
    `src/core/a.ts:${line} documentation: ${message}`,
  ]);
});

test("one comment serves all overloads of a function", () => {
  const code = `/** A. */\n\n/** Reads. */\nexport function read(a: 1): 1;\nexport function read(a: 2): 2;\nexport function read(a: unknown) { return a; }`;
  expect(checkDocumentation(planted({ "core/a.ts": code }))).toEqual([]);
});

test.each([
  ["a default export", "export default 1;", "a default export has no name; export a named one"],
  ["any", "const a = 1 as any;", "any switches the checker off; use unknown"],
  ["an enum", "enum A { B }", "an enum is no type-only syntax; use a union of names"],
  ["a namespace", "namespace A {}", "a namespace is no type-only syntax; a file is one"],
  ["@ts-ignore", "// @ts-ignore\nbad();", "@ts-ignore hides every error"],
])("%s is reported", (_, code, message) => {
  const sources = planted({ "core/a.ts": `\n${code}` });
  expect(lines(checkLanguage(sources))).toEqual([`src/core/a.ts:2 language: ${message}`]);
});

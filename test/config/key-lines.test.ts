import { expect, test } from "vitest";
import { findKeyLine } from "../../src/config/key-lines.ts";

test.each([
  ["JSON", '{\n  "port": 1\n}', ["port"], 2],
  ["a key of the same name deeper inside", '{\n "a": { "port": 1 },\n "port": 2\n}', ["port"], 3],
  ["the last of two", '{\n "port": 1,\n "port": 2\n}', ["port"], 3],
  [
    "a section",
    '{ "environments": {\n"live": {\n"port": 1 } } }',
    ["environments", "live", "port"],
    3,
  ],
  ["code around it", "export default defineConfig(async () => ({\n  port: 1,\n}));", ["port"], 2],
  [
    "a comment that looks like it",
    "export default {\n  // port: 1\n  /* port: 2 */\n  port: 3 }",
    ["port"],
    4,
  ],
  ["a text that looks like it", 'export default {\n  host: "port: 1",\n  port: 3 }', ["port"], 3],
  [
    "a template of several lines",
    "export default {\n  host: `a\n{port: 1}`,\n  port: 3 }",
    ["port"],
    4,
  ],
  ["a shorthand", "const port = 1;\nexport default {\n  port,\n}", ["port"], 3],
  ["an annotation", "const port: number = 1;\nexport default {\n  port }", ["port"], 3],
  ["a condition", "export default { host: a ? port : b,\n  port: 1 }", ["port"], 2],
  ["a quoted key in code", "export default {\n  'port': 1 }", ["port"], 2],
])("finds the line beside %s", (_, text, path, line) => {
  expect(findKeyLine(text, path)).toBe(line);
});

test.each([
  ["what is computed", "export default { ...more, ['po' + 'rt']: 1 }"],
  ["no object", "port"],
  ["broken text", '{ "port'],
  ["nothing", ""],
])("says nothing for %s", (_, text) => {
  expect(findKeyLine(text, ["port"])).toBeUndefined();
});

test("long and deep files take no time that grows with their square", () => {
  const deep = `${"{ a: ".repeat(20_000)}1${"}".repeat(20_000)}`;
  expect(findKeyLine(deep, ["port"])).toBeUndefined();
  expect(findKeyLine(`{\n${"x".repeat(1_000_000)}: 1,\nport: 1 }`, ["port"])).toBe(3);
});

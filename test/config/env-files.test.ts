import { expect, test } from "vitest";
import { loadEnvFiles, parseVariables, planEnvFiles } from "../../src/config/env-files.ts";
import { createFolder } from "./project.ts";

const parse = (text: string): [string, string, number | undefined][] =>
  [...parseVariables(text, ".env")].map(([name, { text: value, locate }]) => {
    return [name, value, locate()];
  });

test("variables are read as Node reads them, with their lines", () => {
  const text = [
    "# a comment",
    "A=1",
    "export B = 'two' # why",
    'C="line one',
    "A=fake",
    'line three"',
    "nonsense",
    "D=",
    "A=4",
  ].join("\n");
  expect(parse(text).toSorted()).toEqual([
    ["A", "4", 9],
    ["B", "two", 3],
    ["C", "line one\nA=fake\nline three", 4],
    ["D", "", 8],
  ]);
});

test.each([
  ["a byte order mark", "\uFEFFA=1", [["A", "1", 1]]],
  [
    "Windows' line ends",
    "A=1\r\nB=2\r\n",
    [
      ["A", "1", 1],
      ["B", "2", 2],
    ],
  ],
  ["names that are none", "A B=1\n=2\n1A=3", []],
  ["a name that every object has", "__proto__=1\nconstructor=2", [["constructor", "2", 2]]],
  ["nothing", "", []],
  ["what Node does not expand", "A=$HOME", [["A", "$HOME", 1]]],
])("%s does no harm", (_, text, expected) => {
  expect(parse(text)).toEqual(expected);
});

test("ten thousand variables are read at once, and a line is found at once", () => {
  const text = Array.from({ length: 10_000 }, (_, index) => `NAME_${index}=${index}`).join("\n");
  const variables = parseVariables(text, ".env");
  expect(variables.size).toBe(10_000);
  expect(variables.get("NAME_9999")?.locate()).toBe(10_000);
});

test("of the usual files none need exist; of those that are named, each", () => {
  const folder = createFolder({ ".env.local": "A=local", ".env.live": "A=live" });
  const usual = planEnvFiles({ envFiles: true, envFile: [] }, "live");
  expect(usual.paths).toEqual([".env", ".env.live", ".env.local", ".env.live.local"]);
  expect(loadEnvFiles(usual, folder).get("A")).toMatchObject({ text: "local", path: ".env.local" });
  const named = planEnvFiles({ envFiles: true, envFile: [".env.lvie"] }, "live");
  expect(() => loadEnvFiles(named, folder)).toThrow(
    expect.objectContaining({ code: "ENV_FILE_MISSING", hint: "Did you mean .env.live?" }),
  );
});

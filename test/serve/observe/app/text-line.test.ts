import { expect, test } from "vitest";
import { formatTextLine } from "../../../../src/serve/observe/app/text-line.ts";

test.each([
  ["info", "it began", {}, "it began"],
  ["warn", "low", { left: 3, of: "a b" }, 'warning: low left=3 of="a b"'],
  [
    "error",
    "no",
    { requestId: "id-1", deep: { a: [1] } },
    "error: request id-1: no deep={ a: [ 1 ] }",
  ],
  ["debug", "x", { requestId: "" }, "debug: x"],
] as const)("%s: %s", (level, message, facts, line) => {
  expect(formatTextLine({ level, message, facts })).toBe(line);
});

test("an error's stack follows, and its message is not said twice", () => {
  const err = new TypeError("no luck");
  const line = formatTextLine({ level: "error", message: "no luck", facts: { err } });
  expect(line).toMatch(/^error: TypeError: no luck\n {6}at /);
  const told = formatTextLine({ level: "error", message: "while saving", facts: { err } });
  expect(told).toMatch(/^error: while saving\n {2}TypeError: no luck\n/);
});

test("control characters are written out, further lines are indented", () => {
  const message = "a\u001b[2J\r\u0007\u009b\nforged: line";
  expect(formatTextLine({ level: "info", message, facts: { "k\ny": "v\u001b" } })).toBe(
    'a\\x1b[2J\\x0d\\x07\\x9b\n  forged: line k\n  y="v\\u001b"'.replace('"v\\u001b"', "v\\x1b"),
  );
});

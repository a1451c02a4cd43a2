import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  accessLogFields,
  accessLogFormats,
  parseAccessLog,
  splitAccessLogFormat,
} from "../../src/core/index.ts";

test("names of formats and formats of one's own are taken as they are", () => {
  for (const text of ["off", "combined", "common", "json", "csv", "{status}", "a {header:X-Y} b"])
    expect(parseAccessLog(text)).toBe(text);
});

test("what the names stand for names known fields only", () => {
  for (const format of Object.values(accessLogFormats))
    expect(() => splitAccessLogFormat(format)).not.toThrow();
});

test.each([
  ["comined", 'got "comined"', "Did you mean combined?"],
  ["", 'got ""', "An own format: '{client} {status} {target}'."],
  ["{clinet}", "unknown field, got {clinet}", "Did you mean {client}?"],
  ["{header:}", "got {header:}", "There are:"],
  ["{}", "unknown field, got {}", `There are: ${Object.keys(accessLogFields).join(", ")}`],
  ["{status", "got {status", "Write fields as {status}"],
  ["{status} }", "got }", "Write fields as {status}"],
  ["{constructor}", "unknown field, got {constructor}", "There are:"],
])("%j is refused, with its cure", (text, message, hint) => {
  expect(() => parseAccessLog(text)).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  );
});

test("the page on logging explains every field", () => {
  const page = readFileSync(new URL("../../docs/logging.md", import.meta.url), "utf8");
  const rows = page.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const explained = new Map(rows.map(([, name = "", what = ""]) => [name, what]));
  for (const [name, what] of Object.entries(accessLogFields))
    expect(explained.get(`\`${name}\``)).toBe(what);
});

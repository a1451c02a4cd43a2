import { describe, expect, it } from "vitest";
import { parseBasePath } from "../../src/core/index.ts";

describe("a base path", () => {
  it.each([
    ["", ""],
    ["/", ""],
    ["/app", "/app"],
    [" /app/ ", "/app"],
    ["/a/b-c_d.e~f", "/a/b-c_d.e~f"],
    ["/...", "/..."],
  ])("[D22] %j is read as %j", (text, path) => {
    expect(parseBasePath(text)).toBe(path);
  });

  it.each([
    "app",
    "//app",
    "/a//b",
    "/app//",
    "/.",
    "/a/../b",
    "/a b",
    "/a?b",
    "/a#b",
    "/%61",
    "/a\\b",
    "/ä",
    "http://a/b",
    "/a\nb",
  ])("[D22] %j is refused", (text) => {
    expect(() => parseBasePath(text)).toThrow(JSON.stringify(text));
  });
});

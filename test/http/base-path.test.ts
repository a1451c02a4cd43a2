import { describe, expect, it } from "vitest";
import { stripBasePath, withBasePath } from "../../src/http/index.ts";

function strip(path: string, basePath = "/app"): string {
  const match = stripBasePath(`http://a.test${path}`, basePath);
  return match.kind === "inside" ? match.url : match.kind;
}

describe("taking the base path off", () => {
  it.each([
    ["/app/", "http://a.test/"],
    ["/app/x?y=/app/z", "http://a.test/x?y=/app/z"],
    ["/app/app/x", "http://a.test/app/x"],
    ["/app//evil.test/", "http://a.test//evil.test/"],
    ["/app/%2Fx%20y", "http://a.test/%2Fx%20y"],
    ["/app/a/../b", "http://a.test/b"],
    ["/x/../app/b", "http://a.test/b"],
    ["/app/?", "http://a.test/?"],
  ])("[D22] %s is inside", (path, url) => {
    expect(strip(path)).toBe(url);
  });

  it.each([
    "/",
    "/x",
    "/apple",
    "/App/",
    "//app/",
    "/app/../x",
    "/app/%2e%2E/x",
    "/%61pp/",
    "/x/app/",
  ])("[D22] %s is outside", (path) => {
    expect(strip(path)).toBe("outside");
  });

  it("[D22] the base path without its slash is neither", () => {
    const match = stripBasePath("http://a.test/app?b=c", "/app");
    expect(match).toEqual({ kind: "bare", search: "?b=c" });
  });

  it("[D22] at the root every URL stays as it is", () => {
    expect(strip("//x/../y?", "")).toBe("http://a.test//x/../y?");
  });

  it("[D22] and putting it before leads back", () => {
    expect(strip(withBasePath({ basePath: "/app" }, "/x?y"))).toBe("http://a.test/x?y");
    expect(withBasePath({ basePath: "" }, "/x")).toBe("/x");
  });
});

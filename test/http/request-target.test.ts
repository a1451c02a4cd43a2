import { describe, expect, it } from "vitest";
import { resolveTarget } from "../../src/http/request-target.ts";

const own = { scheme: "http", authority: "127.0.0.1:8080" } as const;

function resolve(method: string, target: string, host?: string): string | undefined {
  return resolveTarget({ method, target, host, ...own });
}

describe("the URL of a request", () => {
  it.each([
    ["GET", "/a?b", "x.test", "http://x.test/a?b"],
    ["GET", "//evil.test/a", "x.test:81", "http://x.test:81//evil.test/a"],
    ["GET", "/", "[::1]:8080", "http://[::1]:8080/"],
    ["GET", "/", undefined, "http://127.0.0.1:8080/"],
    ["GET", "/", "", "http://127.0.0.1:8080/"],
    ["OPTIONS", "*", "x.test", "http://x.test/"],
    ["GET", "http://y.test/a?b#c", "x.test", "http://y.test/a?b"],
    ["GET", "https://y.test", "x.test", "http://y.test/"],
    ["GET", "http://y.test?a=/b", "x.test", "http://y.test/?a=/b"],
  ])("of %s %s at %s is made of target and host", (method, target, host, url) => {
    expect(resolve(method, target, host)).toBe(url);
  });

  it.each([
    ["GET", "*", "x.test"],
    ["GET", "a", "x.test"],
    ["GET", "ftp://y.test/", "x.test"],
    ["GET", "http:///a", "x.test"],
    ["GET", "http://user@y.test/", "x.test"],
    ["GET", "/", "user@x.test"],
    ["GET", "/", "x.test/a"],
    ["GET", "/", "x.test?a"],
    ["GET", "/", "x.test#a"],
    ["GET", "/", "x.test\\a"],
    ["GET", "/", "x.test, y.test"],
    ["GET", "/", "x test"],
    ["GET", "/", "x.test:http"],
    ["GET", "/", "[::1"],
  ])("of %s %s at %s does not exist", (method, target, host) => {
    expect(resolve(method, target, host)).toBeUndefined();
  });
});

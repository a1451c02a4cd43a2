import { expect, it } from "vitest";
import { isAllowedOrigin, isOrigin } from "../../../src/http/websocket/origins.ts";

const friends = ["https://friend.test", "null"];

it.each<[origin: string | undefined, url: string, isAllowed: boolean]>([
  [undefined, "http://site.test/", true],
  ["http://site.test", "http://site.test/", true],
  ["http://site.test:8080", "http://site.test:8080/", true],
  ["http://[::1]:8080", "http://[::1]:8080/", true],
  // A page that came over https, where nobody has said that a proxy does that.
  ["https://site.test", "http://site.test/", true],
  ["http://site.test", "https://site.test/", false],
  ["http://site.test", "http://site.test:8080/", false],
  ["http://site.test:8080", "http://site.test/", false],
  ["https://site.test.evil.test", "https://site.test/", false],
  ["https://evilsite.test", "https://site.test/", false],
  ["https://evil.test/site.test", "https://site.test/", false],
  ["https://site.test@evil.test", "https://site.test/", false],
  ["https://site.test/", "https://site.test/", false],
  ["https://site.test, https://evil.test", "https://site.test/", false],
  ["ftp://site.test", "http://site.test/", false],
  ["chrome-extension://site.test", "http://site.test/", false],
  ["file://", "http://site.test/", false],
  ["", "http://site.test/", false],
  ["site.test", "http://site.test/", false],
])("a page of %s on %s may connect: %s", (origin, url, isAllowed) => {
  expect(isAllowedOrigin(origin, url)).toBe(isAllowed);
  expect(isAllowedOrigin(origin, url, "any")).toBe(true);
});

it("pages that are named may connect, word for word", () => {
  const asked = ["https://friend.test", "null", "https://FRIEND.test", "https://friend.test:444"];
  const allowed = asked.map((origin) => isAllowedOrigin(origin, "http://site.test/", friends));
  expect(allowed).toEqual([true, true, false, false]);
  expect(isAllowedOrigin("null", "http://site.test/")).toBe(false);
});

it("an origin is what a browser writes", () => {
  const right = ["https://a.test", "http://a.test:8080", "http://[::1]"];
  const wrong = ["a.test", "https://a.test/", "https://a.test:443", "https://A.test", "null", ""];
  expect([...right, ...wrong].filter(isOrigin)).toEqual(right);
});

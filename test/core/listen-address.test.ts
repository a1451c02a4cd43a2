import fc from "fast-check";
import { expect, test } from "vitest";
import { formatListenAddress, parseListenAddress, toUrl } from "../../src/core/index.ts";

test.each([
  ["8080", { kind: "tcp", host: "127.0.0.1", port: 8080 }],
  [":8080", { kind: "tcp", host: "127.0.0.1", port: 8080 }],
  ["0.0.0.0:0", { kind: "tcp", host: "0.0.0.0", port: 0 }],
  ["[::1]:443", { kind: "tcp", host: "::1", port: 443 }],
  ["*:80", { kind: "tcp", host: "*", port: 80 }],
  ["localhost:3000", { kind: "tcp", host: "localhost", port: 3000 }],
  ["unix:/run/app.sock", { kind: "unix", path: "/run/app.sock" }],
  ["unix:@app", { kind: "unix", path: "@app" }],
])("[A2] %s is understood", (text, expected) => {
  expect(parseListenAddress(text)).toEqual(expected);
});

test.each([
  "",
  "unix:",
  "host:",
  "1.2.3.4:65536",
  "::1:80",
  "a b:80",
  "[zz]:80",
  "unix:/a\0b",
  "http://x:1",
])("%j is refused with the forms there are", (text) => {
  expect(() => parseListenAddress(text)).toThrow(/expected an address to listen on/);
});

test("what is written is read back as the same address", () => {
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("localhost", "*", "example.org"));
  fc.assert(
    fc.property(host, fc.nat(65_535), (name, port) => {
      const address = { kind: "tcp", host: name, port } as const;
      expect(parseListenAddress(formatListenAddress(address))).toEqual(address);
    }),
  );
});

test("a wildcard becomes a URL that a person can open", () => {
  expect(toUrl({ kind: "tcp", host: "0.0.0.0", port: 80 })).toBe("http://127.0.0.1:80/");
  expect(toUrl({ kind: "tcp", host: "::", port: 80 })).toBe("http://[::1]:80/");
  expect(toUrl({ kind: "tcp", host: "2001:db8::1", port: 80 })).toBe("http://[2001:db8::1]:80/");
  expect(toUrl({ kind: "unix", path: "/run/a.sock" })).toBe("unix:/run/a.sock");
});

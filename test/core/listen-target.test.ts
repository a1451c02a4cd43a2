import { expect, test } from "vitest";
import { formatListenTarget, parseListenTarget } from "../../src/core/index.ts";

test.each([
  ["fd:0", { kind: "inherited", descriptor: 0 }],
  ["fd:3", { kind: "inherited", descriptor: 3 }],
  ["fd:web.socket", { kind: "inherited", descriptor: "web.socket" }],
  ["127.0.0.1:80", { kind: "tcp", host: "127.0.0.1", port: 80 }],
  ["unix:/a", { kind: "unix", path: "/a" }],
])("%s is understood, and written as it was", (text, expected) => {
  expect(parseListenTarget(text)).toEqual(expected);
  expect(formatListenTarget(parseListenTarget(text))).toBe(text);
});

test.each(["fd:", "fd:a:b", "fd:a b", "fd:\u0000", `fd:${"n".repeat(256)}`])(
  "%j is refused",
  (text) => {
    expect(() => parseListenTarget(text)).toThrow(/expected an address to listen on/);
  },
);

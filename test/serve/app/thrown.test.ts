import fc from "fast-check";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { describeThrown, toOneLine } from "../../../src/serve/app/thrown.ts";

const hostile: [string, unknown][] = [
  [
    "a proxy that throws",
    new Proxy(
      {},
      {
        get() {
          throw new Error("trap");
        },
      },
    ),
  ],
  [
    "an error whose message throws",
    Object.defineProperty(new Error(), "message", {
      get() {
        throw new Error("trap");
      },
    }),
  ],
  [
    "an error whose message is no text",
    Object.assign(new Error(), { message: { toString: null } }),
  ],
  ["a revoked proxy", revoked()],
  ["an object without a prototype", Object.create(null)],
  [
    "an object that inspects badly",
    {
      toJSON() {
        throw new Error("trap");
      },
    },
  ],
];

describe("describeThrown", () => {
  it("takes the message of an error of another realm", () => {
    expect(describeThrown(runInNewContext("new Error('elsewhere')"))).toBe("elsewhere");
  });

  it("leaves out the list of importers that Node appends", () => {
    const message = "Cannot find module 'x'\nRequire stack:\n- /a.js\n- /b.js";
    expect(describeThrown(new Error(message))).toBe("Cannot find module 'x'");
  });

  it.each(hostile)("survives %s", (_, thrown) => {
    expect(describeThrown(thrown)).toMatch(/^it threw ./);
  });

  it("makes one printable line of bounded length of anything", () => {
    const text = fc.string({ unit: "binary", maxLength: 2_000 });
    const thrown = fc.oneof(
      text,
      text.map((message) => new Error(message)),
      fc.anything(),
    );
    fc.assert(
      fc.property(thrown, (value) => {
        const line = describeThrown(value);
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202e]/u);
        expect([...line].length).toBeLessThanOrEqual(300);
        expect(line).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("cuts between letters, not inside one", () => {
    expect(toOneLine("😀".repeat(400))).toBe(`${"😀".repeat(299)}…`);
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

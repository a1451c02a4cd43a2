import { describe, expect, it } from "vitest";
import { LandfallError } from "../../../../src/core/index.ts";
import { readOwnOptions } from "../../../../src/serve/engines/registry/own-options.ts";
import { plant } from "./planted.ts";

const adapter = plant({
  name: "tuned",
  options: {
    known: { depth: "How deep.", label: "What it says." },
    parse: ({ depth = "1", label }) => {
      if (!/^\d+$/.test(depth)) throw new Error(`depth: expected a number, got "${depth}"`);
      return { depth: Number(depth), label };
    },
  },
});

function read(given: Readonly<Record<string, string>>): unknown {
  const list = Object.entries(given).map(([name, value]) => ({ name, value }));
  return readOwnOptions(adapter, list);
}

describe("an adapter's own options", () => {
  it("[A5] are read by the adapter, also when there are none", () => {
    expect(read({ depth: "3", label: "x" })).toEqual({ depth: 3, label: "x" });
    expect(read({})).toEqual({ depth: 1, label: undefined });
  });

  it("[A5] that it does not have are refused with the nearest that it has", () => {
    expect(() => read({ dpeth: "3" })).toThrow(
      expect.objectContaining({
        message: 'server tuned has no option "dpeth"',
        hint: "Did you mean depth? It has depth, label.",
        exitCode: 2,
      }),
    );
  });

  it.each(["constructor", "__proto__", "toString"])("%s is no option either", (name) => {
    expect(() => readOwnOptions(adapter, [{ name, value: "" }])).toThrow(
      expect.objectContaining({ code: "SERVER_OPTION_UNKNOWN" }),
    );
  });

  it("are refused in the adapter's own words when a value is wrong, or given twice", () => {
    expect(() => read({ depth: "deep" })).toThrow(
      expect.objectContaining({
        message: 'options of server tuned: depth: expected a number, got "deep"',
        exitCode: 2,
      }),
    );
    const depth = { name: "depth", value: "1" };
    expect(() => readOwnOptions(adapter, [depth, depth])).toThrow('"depth" is given twice');
  });

  it("keep an error that is already one of ours", () => {
    const own = new LandfallError({ code: "X", message: "m", hint: "h", exitCode: 1 });
    const options = {
      known: {},
      parse: () => {
        throw own;
      },
    };
    expect(() => readOwnOptions(plant({ options }), [])).toThrow(own);
  });

  it("are refused by an adapter that has none", () => {
    expect(() => readOwnOptions(plant({ name: "plain" }), [{ name: "a", value: "" }])).toThrow(
      expect.objectContaining({
        hint: "It has no options of its own; leave out --server-option.",
      }),
    );
  });
});

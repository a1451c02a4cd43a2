import { describe, expect, it } from "vitest";
import { type Law, runLaw } from "../../src/laws/index.ts";

const law: Law<number> = {
  name: "numbers",
  promises: [
    {
      id: "even",
      title: "it is even",
      family: "parity",
      check: async (n) => mustHold(n % 2 === 0),
    },
    { id: "small", title: "it is small", family: "size", check: async (n) => mustHold(n < 10) },
  ],
};

function mustHold(condition: boolean): void {
  if (!condition) throw new Error("it is not");
}

describe("running a law", () => {
  it("says of each promise whether it was kept, and why not", async () => {
    expect(await runLaw(law, 12)).toEqual([
      { kind: "kept", promise: "even" },
      { kind: "broken", promise: "small", reason: "it is not", error: expect.any(Error) },
    ]);
  });

  it("leaves out what is skipped with a reason and prints the reason", async () => {
    const verdicts = await runLaw(law, 12, { skip: [{ promise: "small", reason: "too big" }] });
    expect(verdicts[1]).toEqual({ kind: "skipped", promise: "small", reason: "too big" });
  });

  it("refuses to skip a promise that does not exist", async () => {
    const skip = [{ promise: "smal", reason: "typing error" }];
    await expect(runLaw(law, 2, { skip })).rejects.toThrow("no such promise");
  });
});

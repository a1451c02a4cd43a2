import { beforeAll, describe, expect, it } from "vitest";
import { serverLaw } from "../../src/laws/index.ts";
import { judgeFaults } from "./faults/judge.ts";
import { faults } from "./faults/table.ts";
import { brokenIds, reasonsOf } from "./verdicts.ts";

describe("the server law catches", { timeout: 120_000 }, () => {
  let outcomes: ReturnType<typeof judgeFaults>;
  beforeAll(() => {
    outcomes = judgeFaults();
  });

  const named = faults.map(({ name, breaks }) => ({ name, breaks, ids: breaks.join(", ") }));
  it.each(named)("a server that $name, by $ids", async ({ name, breaks }) => {
    const verdicts = (await outcomes.get(name)) ?? [];
    const expected = serverLaw.promises.filter(({ id }) => breaks.includes(id));
    expect(brokenIds(verdicts), reasonsOf(verdicts)).toEqual(expected.map(({ id }) => id));
  });
});

describe("the planted faults", () => {
  it("break every promise", () => {
    const broken = new Set(faults.flatMap(({ breaks }) => breaks));
    const unbroken = serverLaw.promises.filter(({ id }) => !broken.has(id));
    // Engine `node` is excused from this one; server-law.test.ts shows both sides of it.
    expect(unbroken.map(({ id }) => id)).toEqual(["strict-request-line"]);
  });

  it("have names of their own, and break promises that exist", () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    const ids = new Set(serverLaw.promises.map(({ id }) => id));
    expect(faults.flatMap(({ breaks }) => breaks).filter((id) => !ids.has(id))).toEqual([]);
  });
});

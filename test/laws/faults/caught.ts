/** Shows that the law catches planted faults, each by the promises that it breaks and by no other. */

import { describe, expect, it } from "vitest";
import { runLaw, serverLaw } from "../../../src/laws/index.ts";
import { brokenIds, reasonsOf } from "../verdicts.ts";
import { type Fault, plant } from "./plant.ts";

/** Declares one test for each fault. */
export function expectCaught(faults: readonly Fault[]): void {
  describe.concurrent("the server law catches", { timeout: 60_000 }, () => {
    const named = faults.map((fault) => ({ ...fault, ids: fault.breaks.join(", ") }));
    it.each(named)("a server that $name, by $ids", async (fault) => {
      const verdicts = await runLaw(serverLaw, plant(fault), { concurrency: 16 });
      const expected = serverLaw.promises.filter(({ id }) => fault.breaks.includes(id));
      expect(brokenIds(verdicts), reasonsOf(verdicts)).toEqual(expected.map(({ id }) => id));
    });
  });
}

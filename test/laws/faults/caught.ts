/** Shows that the law catches planted faults, each by the promises that it breaks and by no other. */

import { beforeAll, describe, expect, it } from "vitest";
import { runLaw, serverLaw, type Verdict } from "../../../src/laws/index.ts";
import { brokenIds, reasonsOf } from "../verdicts.ts";
import { type Fault, plant } from "./plant.ts";

/** A broken server is mostly waited for, so that many can be judged at once. */
const atOnce = 12;

/** Declares one test for each fault. */
export function expectCaught(faults: readonly Fault[]): void {
  const judged = faults.map((fault) => ({ fault, ...Promise.withResolvers<readonly Verdict[]>() }));
  beforeAll(() => {
    const waiting = judged.values();
    const work = async (): Promise<void> => {
      for (const { fault, resolve } of waiting) {
        resolve(await runLaw(serverLaw, plant(fault), { concurrency: 12 }));
      }
    };
    for (let worker = 0; worker < atOnce; worker += 1) void work();
  });

  describe("the server law catches", { timeout: 60_000 }, () => {
    const named = judged.map((each) => ({
      ...each,
      name: each.fault.name,
      ids: each.fault.breaks.join(", "),
    }));
    it.each(named)("a server that $name, by $ids", async ({ fault, promise }) => {
      const verdicts = await promise;
      const expected = serverLaw.promises.filter(({ id }) => fault.breaks.includes(id));
      expect(brokenIds(verdicts), reasonsOf(verdicts)).toEqual(expected.map(({ id }) => id));
    });
  });
}

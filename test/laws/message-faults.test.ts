import { expect, it } from "vitest";
import { serverLaw } from "../../src/laws/index.ts";
import { expectCaught } from "./faults/caught.ts";
import { faults, messageFaults } from "./faults/table.ts";

it("every promise has a planted fault that breaks it", () => {
  const broken = new Set(faults.flatMap(({ breaks }) => breaks));
  const unbroken = serverLaw.promises.filter(({ id }) => !broken.has(id));
  // Engine `node` is excused from this one; server-law.test.ts shows both sides of it.
  expect(unbroken.map(({ id }) => id)).toEqual(["strict-request-line"]);
  expect(faults.length).toBeGreaterThanOrEqual(serverLaw.promises.length);
});

expectCaught(messageFaults);

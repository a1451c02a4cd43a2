/** What happens when a program that tests need is missing. */
import { expect, test } from "vitest";
import { missingPrograms, planProvision } from "../../scripts/steps/programs.js";

const absent = {
  name: "no-such-program",
  probe: ["no-such-program-here", "--version"],
  package: "nsp",
  purpose: "nothing",
};
const node = { name: "node", probe: [process.execPath, "--version"], package: "n", purpose: "all" };

test("a program is missing when its probe cannot run", () => {
  expect(missingPrograms([absent, node])).toEqual([absent]);
});

test("nothing is done when nothing is missing", () => {
  const machine = { isRoot: true, isDebian: true, isCi: true };
  expect(planProvision([], machine)).toEqual({ kind: "nothing" });
});

test("root on Debian installs each package once", () => {
  const machine = { isRoot: true, isDebian: true, isCi: false };
  expect(planProvision([absent, { ...absent, name: "other" }], machine)).toEqual({
    kind: "install",
    packages: ["nsp"],
  });
});

test.each([
  { isCi: true, kind: "fail" },
  { isCi: false, kind: "warn" },
])("others are told by name; with CI=$isCi it is a $kind", ({ isCi, kind }) => {
  const lines = ["no-such-program is missing (Debian: nsp): nothing"];
  expect(planProvision([absent], { isRoot: false, isDebian: true, isCi })).toEqual({ kind, lines });
  expect(planProvision([absent], { isRoot: true, isDebian: false, isCi })).toEqual({ kind, lines });
});

/** What counts as missing in an installation. */
import { expect, test } from "vitest";
import { missingPackages } from "../../scripts/steps/installation.js";

const locked = {
  "": { version: "0.1.0" },
  "node_modules/zod": { version: "4.0.0" },
  "node_modules/@oxlint/binding-win32-x64-msvc": { version: "1.0.0", optional: true },
};
const everywhere = () => true;

test("a package for another platform is not missing", () => {
  const installed = { "node_modules/zod": { version: "4.0.0" } };
  expect(missingPackages(locked, installed, everywhere)).toEqual([]);
});

test("a package of another version is missing, also an optional one", () => {
  const installed = {
    "node_modules/zod": { version: "3.9.0" },
    "node_modules/@oxlint/binding-win32-x64-msvc": { version: "0.9.0" },
  };
  expect(missingPackages(locked, installed, everywhere)).toEqual(Object.keys(locked).slice(1));
});

test("a package whose folder was deleted is missing", () => {
  const installed = { "node_modules/zod": { version: "4.0.0" } };
  expect(missingPackages(locked, installed, () => false)).toEqual(["node_modules/zod"]);
});

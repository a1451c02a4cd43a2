import { expect, test } from "vitest";
import { nearestName } from "../../src/core/index.ts";

test.each([
  ["noed", ["auto", "node"], "node"],
  ["App.js", ["index.ts", "app.ts"], "app.ts"],
  ["lable", ["depth", "label"], "label"],
  ["quite-another", ["auto", "node"], undefined],
  ["x", [], undefined],
])("the nearest to %s among %j is %s", (wanted, names, expected) => {
  expect(nearestName(wanted, names)).toBe(expected);
});

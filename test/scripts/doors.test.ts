/** The manifest's exports follow from the rooms. */
import { expect, test } from "vitest";
import { toExports } from "../../scripts/steps/doors.ts";

test("each published room is one entry, the front door first", () => {
  const rooms = [
    { name: "laws", published: "landfall/laws" },
    { name: "core" },
    { name: "index.ts", published: "landfall" },
  ];
  expect(Object.entries(toExports(rooms))).toEqual([
    [".", { types: "./dist/index.d.ts", default: "./dist/index.js" }],
    ["./laws", { types: "./dist/laws/index.d.ts", default: "./dist/laws/index.js" }],
    ["./package.json", "./package.json"],
  ]);
});

/** The real tree keeps every rule. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readTree, rules } from "./checks.ts";
import { formatFinding } from "./finding.ts";
import { readFloors } from "./floors.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const floors = readFloors(readFileSync(`${root}/ARCHITECTURE.md`, "utf8"));
const sources = readTree(`${root}/src`);

test("ARCHITECTURE.md has a table of floors", () => {
  expect(floors.rooms.map(({ name }) => name)).toContain("core");
  expect(sources.length).toBeGreaterThan(0);
});

test.each(Object.entries(rules))("in src, %s", (_, check) => {
  expect(check(sources, floors).map(formatFinding)).toEqual([]);
});

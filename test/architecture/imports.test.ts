/** Planted arrows that run the wrong way. */
import { expect, test } from "vitest";
import { checkCycles } from "./cycles.ts";
import { checkImports } from "./imports.ts";
import { floors, lines, planted } from "./planted.ts";

const upward = "upward import: http (floor 1) → serve/engines (floor 3)";

test("a tree in which imports go down through doors is accepted", () => {
  expect(checkImports(planted(), floors)).toEqual([]);
  expect(checkCycles(planted())).toEqual([]);
});

test.each([
  ["import", `import { engines } from "../serve/engines/index.ts";`],
  ["type import", `import type { Engine } from "../serve/engines/index.ts";`],
  ["re-export", `export * from "../serve/engines/index.ts";`],
  ["type re-export", `export type { Engine } from "../serve/engines/index.ts";`],
  ["dynamic import", `await import("../serve/engines/index.ts");`],
  ["type query", `type Engine = import("../serve/engines/index.ts").Engine;`],
])("an upward %s is reported with its file and line", (_, statement) => {
  const sources = planted({ "http/a.ts": `/** Wrong. */\n\n${statement}\n` });
  expect(lines(checkImports(sources, floors))).toEqual([`src/http/a.ts:3 floors: ${upward}`]);
});

test("a sideways import is reported", () => {
  const sources = planted({ "http/a.ts": `import "../stores/index.ts";` });
  expect(lines(checkImports(sources, floors))).toEqual([
    "src/http/a.ts:1 floors: sideways import: http (floor 1) → stores (floor 1)",
  ]);
});

test("an import past the door is reported, in whichever direction the folders lie", () => {
  const sources = planted({ "http/a.ts": `import "../core/clock.ts";` });
  expect(lines(checkImports(sources, floors))).toEqual([
    "src/http/a.ts:1 floors: reaches past the door: core/clock.ts (use core/index.ts)",
  ]);
});

test("an import of the package by its own name is reported", () => {
  const sources = planted({ "core/a.ts": `import { run } from "landfall";` });
  expect(lines(checkImports(sources, floors))).toEqual([
    "src/core/a.ts:1 floors: imports landfall, which is this package",
  ]);
});

test("an import of a file outside every room is reported", () => {
  const sources = planted({ "core/a.ts": `import "../../test/a.ts";` });
  expect(lines(checkImports(sources, floors))).toEqual([
    "src/core/a.ts:1 floors: imports ../../test/a.ts, which is in no room",
  ]);
});

test("only config and other options read a room's options", () => {
  const rooms = [...floors.rooms, { name: "launch", floor: 7 }];
  const sources = planted({ "launch/a.ts": `import "../serve/engines/options.ts";` });
  expect(lines(checkImports(sources, { ...floors, rooms }))).toEqual([
    "src/launch/a.ts:1 floors: only config and other options read serve/engines/options.ts",
  ]);
});

test("a room's options import core only, not even their own room", () => {
  const sources = planted({ "serve/engines/options.ts": `import "./contract.ts";` });
  expect(lines(checkImports(sources, floors))).toEqual([
    "src/serve/engines/options.ts:1 floors: an options.ts imports core only, not serve/engines/contract.ts",
  ]);
});

test("a cycle of files is reported once, with its whole way", () => {
  const sources = planted({
    "core/a.ts": `import type { B } from "./b.ts";`,
    "core/b.ts": `import "./c.ts";`,
    "core/c.ts": `\nimport "./a.ts";`,
  });
  expect(lines(checkCycles(sources))).toEqual([
    "src/core/c.ts:2 cycles: core/a.ts → core/b.ts → core/c.ts → core/a.ts",
  ]);
});

test("a file that imports itself is a cycle, a diamond is none", () => {
  const sources = planted({
    "core/self.ts": `import "./self.ts";`,
    "core/top.ts": `import "./left.ts";\nimport "./right.ts";`,
    "core/left.ts": `import "./clock.ts";`,
    "core/right.ts": `import "./clock.ts";`,
  });
  expect(lines(checkCycles(sources))).toEqual([
    "src/core/self.ts:1 cycles: core/self.ts → core/self.ts",
  ]);
});

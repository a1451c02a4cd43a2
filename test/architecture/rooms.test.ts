/** Planted files without a room, rooms without files, names that say nothing. */
import { expect, test } from "vitest";
import { readFloors } from "./floors.ts";
import { floors, lines, planted } from "./planted.ts";
import { checkRooms } from "./rooms.ts";

test("rooms are read from the table, with their floors and published doors", () => {
  const markdown = [
    "## Floors",
    "| room | floor | published | what for |",
    "| --- | ---: | --- | --- |",
    "| `index.ts` | 9 | `landfall` | the door |",
    "| `core/` | 0 | — | words |",
    "## Not built yet",
    "| `state/stores/` | 1 | — | stores |",
  ].join("\n");
  expect(readFloors(markdown)).toEqual({
    rooms: [
      { name: "index.ts", floor: 9, published: "landfall" },
      { name: "core", floor: 0, published: undefined },
    ],
    unbuilt: [{ name: "state/stores", floor: 1, published: undefined }],
  });
});

test("a tree whose folders are the rooms is accepted", () => {
  expect(checkRooms(planted(), floors)).toEqual([]);
});

test.each([
  ["serve/loose.ts", "is in no room of ARCHITECTURE.md"],
  ["version.ts", "only doors stand at the root of src"],
  ["admin/index.ts", "admin is built now: move its row to the table of floors"],
  ["core/utils.ts", '"utils" says nothing about what is in it'],
  ["core/helpers/a.ts", '"helpers" says nothing about what is in it'],
  ["core/types.d.ts", '"types" says nothing about what is in it'],
  ["core/someThing.ts", "is not in kebab-case"],
])("src/%s is reported", (path, message) => {
  const sources = planted({ [path]: "" });
  expect(lines(checkRooms(sources, floors))).toEqual([`src/${path}:1 rooms: ${message}`]);
});

test("a room of the table without a file is reported", () => {
  const rooms = [...floors.rooms, { name: "cli", floor: 8 }];
  expect(lines(checkRooms(planted(), { ...floors, rooms }))).toEqual([
    "src/cli:1 rooms: is in the table of floors, but has no file",
  ]);
});

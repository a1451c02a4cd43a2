/** The folders are the rooms of the table, and names say what for. */
import type { Finding } from "./finding.ts";
import { type Floors, roomOf } from "./floors.ts";
import { nameOf, type Source } from "./source.ts";

const vague = /^(utils?|helpers?|common|misc|types?|manager|shared|lib)$/;

/** Reports files outside every room, rooms without files, and files whose name says nothing. */
export function checkRooms(sources: readonly Source[], floors: Floors): Finding[] {
  return [
    ...sources.flatMap((source) => placeOf(source.path, floors)),
    ...floors.rooms
      .filter((room) => !sources.some(({ path }) => roomOf(path, floors.rooms) === room))
      .map(({ name }) => finding(name, "is in the table of floors, but has no file")),
  ];
}

function placeOf(path: string, { rooms, unbuilt }: Floors): Finding[] {
  const findings: Finding[] = [];
  const stem = nameOf(path).replace(/(\.d)?\.\w+$/, "");
  const words = [stem, ...path.split("/").slice(0, -1)];
  const bad = words.find((word) => vague.test(word));
  if (bad !== undefined) findings.push(finding(path, `"${bad}" says nothing about what is in it`));
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) findings.push(finding(path, "is not in kebab-case"));
  if (roomOf(path, rooms) !== undefined) return findings;
  if (!path.includes("/"))
    return [...findings, finding(path, "only doors stand at the root of src")];
  const future = roomOf(path, unbuilt);
  const message =
    future === undefined
      ? "is in no room of ARCHITECTURE.md"
      : `${future.name} is built now: move its row to the table of floors`;
  return [...findings, finding(path, message)];
}

function finding(path: string, message: string): Finding {
  return { rule: "rooms", path, line: 1, message };
}

/** Imports go down only, through a room's doors, types included. */
import type { Finding } from "./finding.ts";
import { type Floors, type Room, roomOf } from "./floors.ts";
import { folderOf, type Import, nameOf, type Source } from "./source.ts";

/** Reports each import that goes up or sideways, past a door, or out of `src/`. */
export function checkImports(sources: readonly Source[], { rooms }: Floors): Finding[] {
  return sources.flatMap((source) =>
    source.imports.flatMap((entry) => {
      const message = problemOf(source, entry, rooms);
      if (message === undefined) return [];
      return [{ rule: "floors", path: source.path, line: entry.line, message }];
    }),
  );
}

function problemOf(source: Source, entry: Import, rooms: readonly Room[]): string | undefined {
  const { target, specifier } = entry;
  if (/^landfall(\/|$)/.test(specifier)) return `imports ${specifier}, which is this package`;
  if (target === undefined) return undefined;
  const from = roomOf(source.path, rooms);
  const to = roomOf(target, rooms);
  if (from === undefined) return undefined;
  if (to === undefined) return `imports ${specifier}, which is in no room`;
  if (nameOf(source.path) === "options.ts" && to.name !== "core") {
    return `an options.ts imports core only, not ${target}`;
  }
  if (from === to) return undefined;
  const isOptions = from.name === "config" || nameOf(source.path) === "options.ts";
  return arrowProblem(from, to) ?? doorProblem(isOptions, to, target);
}

function arrowProblem(from: Room, to: Room): string | undefined {
  if (to.floor < from.floor) return undefined;
  const way = to.floor > from.floor ? "upward" : "sideways";
  return `${way} import: ${from.name} (floor ${from.floor}) → ${to.name} (floor ${to.floor})`;
}

/** Options bring schemas along, which a worker need not load: they have a door of their own. */
function doorProblem(readsOptions: boolean, to: Room, target: string): string | undefined {
  const door = nameOf(target);
  const isAtDoor = folderOf(target) === to.name;
  if (isAtDoor && door === "index.ts") return undefined;
  if (isAtDoor && door === "options.ts") {
    return readsOptions ? undefined : `only config and other options read ${target}`;
  }
  return `reaches past the door: ${target} (use ${to.name}/index.ts)`;
}

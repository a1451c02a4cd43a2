/** Reads the rooms and their floors from the tables of ARCHITECTURE.md. */

/** A room: a folder below `src/`, or the front door `index.ts`. */
export interface Room {
  readonly name: string;
  readonly floor: number;
  /** The import path under which its door is published, e.g. `landfall/laws`. */
  readonly published?: string | undefined;
}

/** The tables `## Floors` and `## Not built yet`. */
export interface Floors {
  readonly rooms: readonly Room[];
  readonly unbuilt: readonly Room[];
}

/** Reads both tables; a room's row is `` | `room` | floor | `import path` or — | what for | ``. */
export function readFloors(markdown: string): Floors {
  return {
    rooms: readRows(section(markdown, "Floors")),
    unbuilt: readRows(section(markdown, "Not built yet")),
  };
}

/** The room that a file belongs to: the longest name that contains it. */
export function roomOf(path: string, rooms: readonly Room[]): Room | undefined {
  return rooms
    .filter(({ name }) => path === name || path.startsWith(`${name}/`))
    .reduce<Room | undefined>(
      (best, room) => (best === undefined || room.name.length > best.name.length ? room : best),
      undefined,
    );
}

function section(markdown: string, title: string): string {
  const parts = markdown.split(/^(?=#{1,6} )/m);
  return parts.find((part) => new RegExp(`^#{2,3} ${title}\\s*$`, "m").test(part)) ?? "";
}

function readRows(text: string): Room[] {
  const row = /^\| *`([\w./-]+?)\/?` *\| *(\d+) *\| *(?:`([\w./-]+)`|—) *\|/gm;
  return [...text.matchAll(row)].map(([, name = "", floor, published]) => ({
    name,
    floor: Number(floor),
    published,
  }));
}

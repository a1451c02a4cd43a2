/** `package.json#exports` follows from the rooms that ARCHITECTURE.md publishes. */

/** A published room, as the table of floors names it. */
export interface PublishedRoom {
  readonly name: string;
  readonly published?: string | undefined;
}

/** The `exports` of the manifest: one entry per published door, and the manifest itself. */
export function toExports(rooms: readonly PublishedRoom[]): Record<string, unknown> {
  const doors = rooms
    .flatMap(({ name, published }) => (published === undefined ? [] : [{ name, published }]))
    .sort((a, b) => a.published.localeCompare(b.published));
  const entries = doors.map(({ name, published }) => [
    published.replace(/^landfall/, "."),
    { types: `./dist/${stemOf(name)}.d.ts`, default: `./dist/${stemOf(name)}.js` },
  ]);
  return { ...Object.fromEntries(entries), "./package.json": "./package.json" };
}

function stemOf(room: string): string {
  return room.endsWith(".ts") ? room.slice(0, -".ts".length) : `${room}/index`;
}

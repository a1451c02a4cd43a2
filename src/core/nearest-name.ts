/** Finds the name that was probably meant. */

import { parse } from "node:path";

/** The name among `names` that is nearest to `wanted`, or nothing when none is near. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const stem = parse(wanted).name.toLowerCase();
  const twin = names.find((name) => parse(name).name.toLowerCase() === stem);
  if (twin !== undefined) return twin;
  const ranked = names
    .map((name) => ({ name, distance: editDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    .toSorted((one, other) => one.distance - other.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, wanted.length / 4)
    ? best.name
    : undefined;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j += 1) {
      const swap = (row[j] ?? 0) + (letter === to[j] ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Finds the lines on which keys stand in a configuration file, JSON or code, without understanding the code. */

/** A key in an object literal: its path from the outermost object that the text has there. */
interface KeyPlace {
  readonly path: readonly string[];
  readonly line: number;
}

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[A-Za-z_$][\w$]*|[{}[\]():,\n]/g;

/**
 * The line of the key with this path, counted from 1. Code may nest the object anywhere, so the end of a path decides; of
 * several such places the least nested one counts, and of those the last, as when an object is written. Nothing for
 * what is computed.
 */
export function findKeyLine(text: string, path: readonly string[]): number | undefined {
  const places = listKeys(text).filter((place) => endsWith(place.path, path));
  const depth = Math.min(...places.map((place) => place.path.length));
  return places.findLast((place) => place.path.length === depth)?.line;
}

function listKeys(text: string): KeyPlace[] {
  const places: KeyPlace[] = [];
  // One entry for each open bracket: the key that it belongs to, empty where it has none.
  const open: string[] = [];
  let line = 1;
  let word: { readonly name: string; readonly line: number } | undefined;
  let key = "";
  for (const [part] of text.matchAll(token)) {
    if (part === ":" && word !== undefined) {
      key = word.name;
      places.push({ path: [...open.filter((name) => name !== ""), key], line: word.line });
    } else if (/^[{[(]$/.test(part)) {
      open.push(key);
      key = "";
    } else if (/^[}\])]$/.test(part)) {
      open.pop();
    }
    if (part === "," || part === "}") key = "";
    if (part !== "\n" && !isComment(part)) word = toWord(part, line);
    line += part.split("\n").length - 1;
  }
  return places;
}

function isComment(part: string): boolean {
  return part.startsWith("//") || part.startsWith("/*");
}

function toWord(part: string, line: number): { name: string; line: number } | undefined {
  if (/^["']/.test(part)) return { name: part.slice(1, -1), line };
  return /^[A-Za-z_$]/.test(part) ? { name: part, line } : undefined;
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  return end.every((name, index) => path[path.length - end.length + index] === name);
}

/** Finds the lines on which keys stand in a configuration file, JSON or code, without understanding the code. */

/** A key in an object literal: its path from the outermost object that the text has there. */
interface KeyPlace {
  readonly path: readonly string[];
  readonly line: number;
}

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[A-Za-z_$][\w$]*|[{}[\]():,\n]|[^\s\w]/g;

/**
 * The line of the key with this path, counted from 1. Code may nest the object anywhere, so the end of a path decides; of
 * several such places the least nested one counts, and of those the last, as when an object is written. Nothing for
 * what is computed.
 */
export function findKeyLine(text: string, path: readonly string[]): number | undefined {
  const places = listKeys(text, path.at(-1)).filter((place) => endsWith(place.path, path));
  const depth = places.reduce((least, place) => Math.min(least, place.path.length), Infinity);
  return places.findLast((place) => place.path.length === depth)?.line;
}

/** A word or a sign of the text; comments are left out. */
interface Part {
  readonly text: string;
  readonly line: number;
}

/** Every place of keys of this name. */
function listKeys(text: string, wanted: string | undefined): KeyPlace[] {
  const parts = listParts(text);
  const places: KeyPlace[] = [];
  // Each open bracket, and the key that it is the value of, if it is one's.
  const open: { readonly bracket: string; readonly key: string | undefined }[] = [];
  let key: string | undefined;
  for (const [index, part] of parts.entries()) {
    const name = toName(part.text);
    if (name !== undefined && open.at(-1)?.bracket === "{" && isKey(parts, index)) {
      key = name;
      if (name !== wanted) continue;
      const above = open.flatMap((outer) => outer.key ?? []);
      places.push({ path: [...above, name], line: part.line });
    } else if (/^[{[(]$/.test(part.text)) {
      open.push({ bracket: part.text, key });
      key = undefined;
    } else if (/^[}\])]$/.test(part.text)) {
      open.pop();
      key = undefined;
    } else if (part.text === ",") {
      key = undefined;
    }
  }
  return places;
}

/** `{ key: …`, or `{ key,` for a variable of that name. */
function isKey(parts: readonly Part[], index: number): boolean {
  const before = parts[index - 1]?.text ?? "";
  const after = parts[index + 1]?.text ?? "";
  return /^[{,]$/.test(before) && /^[:,}]$/.test(after);
}

function listParts(text: string): Part[] {
  const parts: Part[] = [];
  let line = 1;
  for (const [part] of text.matchAll(token)) {
    const isComment = part.startsWith("//") || part.startsWith("/*");
    if (part !== "\n" && !isComment) parts.push({ text: part, line });
    line += part.split("\n").length - 1;
  }
  return parts;
}

function toName(part: string): string | undefined {
  if (/^["']/.test(part)) return part.slice(1, -1);
  return /^[A-Za-z_$]/.test(part) ? part : undefined;
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  return end.every((name, index) => path[path.length - end.length + index] === name);
}

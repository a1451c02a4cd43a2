/** Finds the place of a syntax error in a JSON text: V8's message names the character but seldom the line. */

import { locateOffset, type SourceLocation } from "./location.ts";

/** Where `text` stops being JSON; the file alone if it does not. */
export function locateJsonError(file: string, text: string): SourceLocation {
  const message = parseError(text);
  const place = /\(line (\d+) column (\d+)\)/.exec(message ?? "");
  if (place !== null) return { file, line: Number(place[1]), column: Number(place[2]) };
  if (!message?.startsWith("Unexpected token")) return { file };
  return locateOffset(file, text, shortestBroken(text) - 1);
}

/**
 * A text that was cut off fails with another message than one with a wrong character in it,
 * so the shortest beginning that holds a wrong character ends with it.
 */
function shortestBroken(text: string): number {
  let [whole, broken] = [0, text.length];
  while (broken - whole > 1) {
    const middle = Math.floor((whole + broken) / 2);
    if (parseError(text.slice(0, middle))?.startsWith("Unexpected token")) broken = middle;
    else whole = middle;
  }
  return broken;
}

function parseError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

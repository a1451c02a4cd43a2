/** Puts whatever an app threw into one printable line. Anything can be thrown, and any member of it can lie. */

import { inspect } from "node:util";

const maximumLength = 300;

/** The message of a thrown value in one line. */
export function describeThrown(thrown: unknown): string {
  const message = readText(thrown, "message");
  if (message !== undefined) {
    const own = withoutRequireStack(message).trim();
    return toOneLine(own === "" ? (readText(thrown, "name") ?? "an error without a message") : own);
  }
  return toOneLine(`it threw ${inspectSafely(thrown)}`);
}

/** A text member of a thrown value; nothing if it is no object, or no text, or its getter throws. */
export function readText(
  thrown: unknown,
  member: "message" | "name" | "stack" | "code",
): string | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  try {
    const value: unknown = Reflect.get(thrown, member);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Line breaks become spaces, other control and direction characters are escaped, and the rest is cut. */
export function toOneLine(text: string): string {
  const line = text
    .slice(0, maximumLength * 4)
    .replace(/\s*[\r\n\u2028\u2029]\s*/g, " ")
    .replaceAll("\t", " ")
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, escapeCharacter);
  const letters = [...line];
  return letters.length <= maximumLength
    ? line
    : `${letters.slice(0, maximumLength - 1).join("")}…`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function inspectSafely(value: unknown): string {
  try {
    return inspect(value, { depth: 1, breakLength: Infinity, customInspect: false });
  } catch {
    return "something that cannot be shown";
  }
}

/** Node appends the files that led to a failed require(); the place in parentheses says it shorter. */
function withoutRequireStack(message: string): string {
  const end = message.indexOf("\nRequire stack:\n");
  return end === -1 ? message : message.slice(0, end);
}

/** Settings are JSON by law: they cross to workers, print and compare. What a file gives is held to that. */

import { configErrors } from "./errors.ts";
import { toPrintable } from "./printable.ts";

/** The value itself if it is an object of JSON; throws `CONFIG_NO_OBJECT` and `CONFIG_NOT_JSON`. */
export function requireJsonObject(value: unknown, path: string): Record<string, unknown> {
  if (!isPlainObject(value)) {
    throw configErrors.fail.CONFIG_NO_OBJECT({ path, found: describe(value) });
  }
  requireJson(value, { path, key: "", parents: [] });
  return value;
}

/** No setting is nested so deep; following it any further could exhaust the stack. */
const deepest = 50;

interface JsonPlace {
  readonly path: string;
  readonly key: string;
  readonly parents: readonly unknown[];
}

function requireJson(value: unknown, { path, key, parents }: JsonPlace): void {
  const refuse = (found: string): Error =>
    configErrors.fail.CONFIG_NOT_JSON({
      place: path,
      key: key === "" ? "it" : toPrintable(key),
      found,
    });
  if (value === undefined || value === null || typeof value === "boolean") return;
  if (typeof value === "string") return;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return;
    throw refuse(String(value));
  }
  if (typeof value !== "object") throw refuse(describe(value));
  if (parents.length > deepest) throw refuse(`nested more than ${deepest} deep`);
  if (parents.includes(value)) throw refuse("a part of itself");
  if (!Array.isArray(value) && !isPlainObject(value)) throw refuse(describe(value));
  for (const [name, member] of Object.entries(value)) {
    const inner = Array.isArray(value) ? `${key}[${name}]` : key === "" ? name : `${key}.${name}`;
    requireJson(member, { path, key: inner, parents: [...parents, value] });
  }
}

/** What something is that is no JSON, in a few words that never show a secret. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return "a text";
  if (typeof value === "bigint") return "a bigint";
  if (typeof value !== "object" || value === null) return toPrintable(String(value));
  if (isPlainObject(value)) return "an object";
  const { name } = (value as object).constructor ?? {};
  return typeof name === "string" && name !== ""
    ? `an object of class ${toPrintable(name)}`
    : "an object of a class";
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Takes a value out of its module: the export that was named, called if that was asked, CommonJS unwrapped. */

import { inspect } from "node:util";
import { appErrors } from "./errors.ts";
import type { ExportSelection } from "./specifier.ts";
import { toOneLine } from "./thrown.ts";

/** A module's exports by their names. */
export type Namespace = Readonly<Record<string, unknown>>;

/** What is looked for in a module. */
export interface WantedExport {
  /** How the module is called in messages: `src/app.ts`. */
  readonly entry: string;
  /** What to do where the module exports nothing. */
  readonly advice: string;
  /** Whether the value is what is looked for, so that nothing inside it is. */
  matches(value: unknown): boolean;
  /** The error for `#make()` where `make` is no function. */
  refuse(value: unknown, subject: string, advice: string): Error;
}

/** A value with the words for it. */
export interface TakenExport {
  readonly value: unknown;
  /** `the default export of app.ts` */
  readonly subject: string;
  /** `is`, or `returned` where it was called. */
  readonly verb: "is" | "returned";
}

/** Takes what `selection` names; throws `APP_EXPORT_MISSING`, what `refuse` returns, or what `make()` throws. */
export async function takeExport(
  module: Namespace,
  { name, call }: ExportSelection,
  wanted: WantedExport,
): Promise<TakenExport> {
  const { entry, advice, matches } = wanted;
  const layers = unwrapLayers(module, matches);
  const layer = layers.find((candidate) => Object.hasOwn(candidate, name));
  if (layer === undefined) {
    throw appErrors.fail.APP_EXPORT_MISSING({ entry, name, exports: listNames(layers), advice });
  }
  const exported = unwrapDefault(await layer[name], matches);
  if (!call) {
    const subject = name === "default" ? `the default export of ${entry}` : `${entry}#${name}`;
    return { value: exported, subject, verb: "is" };
  }
  if (typeof exported !== "function") {
    throw wanted.refuse(exported, `${entry}#${name}`, "Leave out the ().");
  }
  const make = exported as () => unknown;
  const value = unwrapDefault(await make(), matches);
  return { value, subject: `${entry}#${name}()`, verb: "returned" };
}

/** Any value in a few words, for messages about what it is not. */
export function describeValue(value: unknown): string {
  if (typeof value === "function") return toOneLine(inspect(value).split("\n")[0] ?? "a function");
  if (!isObject(value)) return toOneLine(inspect(value, { maxStringLength: 40 }));
  const keys = Object.keys(value).slice(0, 8);
  return toOneLine(keys.length === 0 ? "an empty object" : `an object with ${keys.join(", ")}`);
}

/** A module's namespace, its default export, and the default inside that: where CommonJS can hide an export. */
function unwrapLayers(module: Namespace, matches: WantedExport["matches"]): Namespace[] {
  const layers = [module];
  for (const layer of layers) {
    const inner = layer["default"];
    const isModule = isObject(inner) && (inner["__esModule"] === true || !matches(inner));
    if (isModule && layers.length <= 2) layers.push(inner);
  }
  return layers;
}

/** TypeScript compiled to CommonJS nests its default export, and bundlers do it again. */
function unwrapDefault(value: unknown, matches: WantedExport["matches"]): unknown {
  let inner = value;
  for (let depth = 0; depth < 2; depth += 1) {
    if (matches(inner) || !isObject(inner) || !("default" in inner)) return inner;
    inner = inner["default"];
  }
  return inner;
}

function listNames(layers: readonly Namespace[]): string[] {
  const names = layers.flatMap((layer) => Object.keys(layer));
  return [...new Set(names)].filter((name) => name !== "__esModule" && name !== "module.exports");
}

function isObject(value: unknown): value is Namespace {
  return typeof value === "object" && value !== null;
}

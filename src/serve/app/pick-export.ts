/** Takes the app out of its module: the export that was named, called if that was asked, CommonJS unwrapped. */

import { inspect } from "node:util";
import { appErrors } from "./errors.ts";
import { appShapes, findShape } from "./shapes/registry.ts";
import type { AppShape } from "./shapes/contract.ts";
import type { ExportSelection } from "./specifier.ts";
import { toOneLine } from "./thrown.ts";

type Namespace = Readonly<Record<string, unknown>>;

/** An app's value with the shape that it has. */
export interface PickedExport {
  readonly value: unknown;
  readonly shape: AppShape;
  /** For the log: `the default export of app.ts is a Hono app`. */
  readonly reason: string;
}

/** Picks from the module that `entry` names; throws `APP_EXPORT_MISSING`, `APP_SHAPE_UNKNOWN`, or what `make()` throws. */
export async function pickExport(
  module: Namespace,
  { name, call }: ExportSelection,
  entry: string,
): Promise<PickedExport> {
  const layers = unwrapLayers(module);
  const layer = layers.find((candidate) => Object.hasOwn(candidate, name));
  if (layer === undefined) {
    throw appErrors.fail.APP_EXPORT_MISSING({ entry, name, exports: listNames(layers) });
  }
  const subject = name === "default" ? `the default export of ${entry}` : `${entry}#${name}`;
  const exported = unwrapDefault(await layer[name]);
  if (!call) return recognise(exported, { subject, verb: "is" });
  if (typeof exported !== "function")
    throw notAnApp(exported, `${entry}#${name}`, "Leave out the ().");
  const make = exported as () => unknown;
  return recognise(unwrapDefault(await make()), {
    subject: `${entry}#${name}()`,
    verb: "returned",
  });
}

function recognise(
  value: unknown,
  { subject, verb }: { subject: string; verb: string },
): PickedExport {
  const shape = findShape(value);
  if (shape !== undefined) return { value, shape, reason: `${subject} ${verb} ${shape.noun}` };
  const advice = appShapes.map(({ advise }) => advise?.(value)).find((text) => text !== undefined);
  throw notAnApp(value, subject, advice);
}

function notAnApp(value: unknown, subject: string, advice: string | undefined): Error {
  const accepted = appShapes.map(({ summary }) => summary);
  return appErrors.fail.APP_SHAPE_UNKNOWN({
    subject,
    found: describeValue(value),
    accepted,
    advice,
  });
}

/** A module's namespace, its default export, and the default inside that: where CommonJS can hide an export. */
function unwrapLayers(module: Namespace): Namespace[] {
  const layers = [module];
  for (const layer of layers) {
    const inner = layer["default"];
    const isModule =
      isObject(inner) && (inner["__esModule"] === true || findShape(inner) === undefined);
    if (isModule && layers.length <= 2) layers.push(inner);
  }
  return layers;
}

/** TypeScript compiled to CommonJS nests its default export, and bundlers do it again. */
function unwrapDefault(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < 2; depth += 1) {
    if (findShape(inner) !== undefined || !isObject(inner) || !("default" in inner)) return inner;
    inner = inner["default"];
  }
  return inner;
}

function listNames(layers: readonly Namespace[]): string[] {
  const names = layers.flatMap((layer) => Object.keys(layer));
  return [...new Set(names)].filter((name) => name !== "__esModule" && name !== "module.exports");
}

function describeValue(value: unknown): string {
  if (typeof value === "function") return toOneLine(inspect(value).split("\n")[0] ?? "a function");
  if (!isObject(value)) return toOneLine(inspect(value, { maxStringLength: 40 }));
  const keys = Object.keys(value).slice(0, 8);
  return toOneLine(keys.length === 0 ? "an empty object" : `an object with ${keys.join(", ")}`);
}

function isObject(value: unknown): value is Namespace {
  return typeof value === "object" && value !== null;
}

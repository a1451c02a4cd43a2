/**
 * An option is declared once, in the `options.ts` of the room that obeys it.
 * Flag, environment name, configuration key, help and reference derive from the declaration.
 */

import * as z from "zod";
import { type Millis, parseDuration } from "./durations.ts";
import { LandfallError, toMessage } from "./errors.ts";
import { type ListenTarget, parseListenTarget } from "./listen-target.ts";
import { listenerJsonSchema, readListener } from "./listener.ts";
import { parseSecretReference, type SecretReference } from "./secrets.ts";
import { type Bytes, formatSize, parseSize } from "./sizes.ts";

/** One option. Its value is JSON: it crosses to a worker, prints and compares. */
export interface OptionDefinition<Value> {
  /** Reads a flag's or a variable's text as well as a configuration file's JSON. */
  readonly schema: z.ZodType<Value>;
  readonly default: Value;
  /** One sentence for the help and the reference. */
  readonly summary: string;
  /** The default as a person writes it, where that is not its JSON: `30s`, `600`. */
  readonly defaultText?: string;
  /** The value's name in help, e.g. `PORT`; absent for a switch. */
  readonly argument?: string;
  /** Conventional variables that are read when `LANDFALL_…` is not set, e.g. `PORT`. */
  readonly environment?: readonly string[];
  /** The flag may be given several times; in a variable the values are separated by commas. */
  readonly repeatable?: true;
  /** A flag of one letter, e.g. `-C`. */
  readonly short?: string;
  /** Keys that it had in former versions: they still work, with a warning that names this one. */
  readonly formerly?: readonly string[];
}

/** An option of whatever value, for who only shows it. */
export type AnyOption = OptionDefinition<unknown>;

/** One declaration for each setting, by its configuration key in camelCase. */
export type OptionTable<Settings> = {
  readonly [Key in keyof Settings]: OptionDefinition<Settings[Key]>;
};

/** `gracefulTimeout` → `--graceful-timeout`. */
export function toFlag(key: string): string {
  return `--${toKebab(key)}`;
}

/** `gracefulTimeout` → `LANDFALL_GRACEFUL_TIMEOUT`. */
export function toVariable(key: string): string {
  return `LANDFALL_${toKebab(key).replaceAll("-", "_").toUpperCase()}`;
}

/** A duration: `30s`. A bare number in JSON is seconds to some and milliseconds to others, so only 0 may be one. */
export const durationSchema: z.ZodType<Millis> = z.union([
  z.literal(0) as unknown as z.ZodType<Millis>,
  textSchema(parseDuration, 'expected a duration with its unit, e.g. "30s"'),
]);

/** A size: `2mb`, or a number of bytes in JSON. */
export const sizeSchema: z.ZodType<Bytes> = z.union([
  z
    .number("expected a size")
    .int("expected a size")
    .nonnegative("expected a size") as unknown as z.ZodType<Bytes>,
  textSchema(parseSize, "expected a size"),
]);

/** A size within bounds. */
export function boundedSizeSchema(min: Bytes, max: Bytes): z.ZodType<Bytes> {
  const expected = `expected a size from ${formatSize(min)} to ${formatSize(max)}`;
  const isWithin = (size: Bytes): boolean => size >= min && size <= max;
  return sizeSchema.refine(isWithin, expected);
}

/** A switch: true and false, and the usual spellings in a variable. */
export const switchSchema: z.ZodType<boolean> = z.union([
  z.boolean(),
  textSchema(parseSwitch, "expected true or false"),
]);

/** A reference to a secret; a secret itself is refused, and not shown. */
export const secretSchema: z.ZodType<SecretReference> = textSchema(
  parseSecretReference,
  "expected env:NAME or file:PATH, got something else, which is not shown",
);

/** A list of addresses and handed-over sockets to listen on: texts, or objects with `host` and `port`, or with `unix`. */
export const listenSchema: z.ZodType<readonly ListenTarget[]> = z.array(
  z
    .unknown()
    .transform((value, context) => attempt(() => readListener(value, parseListenTarget), context))
    .meta(listenerJsonSchema),
);

/** A list whose items may stand in one text, separated by commas, or in several. */
export function listSchema<Item>(
  parse: (text: string) => readonly Item[],
): z.ZodType<readonly Item[]> {
  const text = textSchema(parse);
  return z.union([text, z.array(text).transform((lists) => lists.flat())]);
}

/** A whole number within bounds, from text or JSON. */
export function integerSchema(min: number, max: number): z.ZodType<number> {
  const expected = `expected a whole number from ${min} to ${max}`;
  const bounded = z.number(expected).int(expected).min(min, expected).max(max, expected);
  const text = z.string(expected).regex(/^\d{1,15}$/, expected);
  return z.union([bounded, text.transform(Number).pipe(bounded)]);
}

/** Text that a parser reads; what the parser throws becomes the issue's message, its hint goes along. */
export function textSchema<Value>(
  parse: (text: string) => Value,
  expected = "expected text",
): z.ZodType<Value> {
  return z.string(expected).transform((text, context) => attempt(() => parse(text), context));
}

function attempt<Value>(parse: () => Value, context: z.core.$RefinementCtx): Value {
  try {
    return parse();
  } catch (error) {
    const params = error instanceof LandfallError ? { hint: error.hint } : {};
    context.addIssue({ code: "custom", message: toMessage(error), params });
    return z.NEVER;
  }
}

function parseSwitch(text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off|)$/i.test(text)) return false;
  throw new Error(`expected true or false, got ${JSON.stringify(text)}`);
}

function toKebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

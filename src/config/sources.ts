/** Where a setting's value can come from. The first source that has one wins. */

import { type OptionDefinition, toFlag, toVariable } from "../core/options.ts";

/** The place that gave a value, for messages and for `origin`. */
export type Origin =
  | { readonly kind: "flag"; readonly name: string }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "file"; readonly path: string; readonly key: string }
  | { readonly kind: "default" };

/** A value as it was written. */
export interface Found {
  readonly value: unknown;
  readonly origin: Origin;
}

/** Answers for one key at a time. */
export interface Source {
  find(key: string, definition: OptionDefinition<unknown>): Found | undefined;
}

/** What was given on the command line, by key. */
export function fromFlags(flags: Readonly<Record<string, unknown>>): Source {
  return {
    find: (key) => {
      const value = flags[key];
      if (value === undefined) return undefined;
      return { value, origin: { kind: "flag", name: toFlag(key) } };
    },
  };
}

/** `LANDFALL_…` first, then the conventional names; an empty variable counts as unset. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Source {
  return {
    find: (key, { environment = [], repeatable }) => {
      const name = [toVariable(key), ...environment].find((variable) => env[variable]);
      if (name === undefined) return undefined;
      const text = env[name] ?? "";
      const value = repeatable === true ? text.split(",").map((item) => item.trim()) : text;
      return { value, origin: { kind: "environment", name } };
    },
  };
}

/** The values of a configuration file. */
export function fromFile(path: string, values: Readonly<Record<string, unknown>>): Source {
  return {
    find: (key) => {
      const value = values[key];
      return value === undefined ? undefined : { value, origin: { kind: "file", path, key } };
    },
  };
}

/** Says where a value came from: `--port`, `PORT`, `landfall.config.json#port`, `default`. */
export function formatOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "flag":
    case "environment":
      return origin.name;
    case "file":
      return `${origin.path}#${origin.key}`;
    case "default":
      return "default";
    default:
      return origin satisfies never;
  }
}

/** Where a setting's value can come from. The first source that has one wins. */

import { type AnyOption, toFlag, toVariable } from "../core/options.ts";
import type { GivenParameter } from "./options.ts";

/** The place that gave a value, for messages and for `landfall config`. */
export type Origin =
  | { readonly kind: "flag"; readonly name: string }
  /** `-C`, or the variable that stands for it. */
  | { readonly kind: "parameter"; readonly name: string; readonly key: string }
  | { readonly kind: "environment"; readonly name: string }
  | {
      readonly kind: "env-file";
      readonly path: string;
      readonly line?: number | undefined;
      readonly name: string;
    }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly line?: number | undefined;
      /** With its section, if it stands in one: `environments.production.port`. */
      readonly key: string;
    }
  | { readonly kind: "default" };

/** A value as it was written. */
export interface Found {
  readonly value: unknown;
  readonly origin: Origin;
  /** It was found under a name of former versions. */
  readonly isFormer?: true;
}

/** Answers for one key at a time. */
export interface Source {
  find(key: string, definition: AnyOption): Found | undefined;
}

/** A variable and where it stands. */
export interface PlacedVariable {
  readonly text: string;
  readonly path: string;
  /** The line counts from 1; it is looked for only when somebody asks. */
  locate(): number | undefined;
}

/** A key of a configuration file, and where it stands. */
export interface PlacedValue {
  readonly value: unknown;
  readonly path: string;
  readonly key: string;
  readonly line?: number | undefined;
}

/** What was given on the command line, by key. */
export function fromFlags(flags: Readonly<Record<string, unknown>>): Source {
  return byNames((key) => {
    const value = flags[key];
    if (value === undefined) return undefined;
    return { value, origin: { kind: "flag", name: toFlag(key) } };
  });
}

/** What `-C` gave: the last one wins; those of a list add up. */
export function fromParameters(parameters: readonly GivenParameter[], name: string = "-C"): Source {
  return byNames((key, { repeatable }) => {
    const values = parameters
      .filter((parameter) => parameter.name === key)
      .map(({ value }) => value ?? true);
    if (values.length === 0) return undefined;
    const value = repeatable === true ? values.flatMap(splitList) : values.at(-1);
    return { value, origin: { kind: "parameter", name, key } };
  });
}

/** What a function was called with, by key; `name` is the function's for messages. */
export function fromCall(name: string, values: Readonly<Record<string, unknown>>): Source {
  return byNames((key) => {
    const value = values[key];
    return value === undefined ? undefined : { value, origin: { kind: "parameter", name, key } };
  });
}

/** `LANDFALL_…` first, then the conventional names; an empty variable counts as unset. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Source {
  return fromVariables((name) => {
    const text = env[name];
    return text === undefined || text === ""
      ? undefined
      : { text, origin: { kind: "environment", name } };
  });
}

/** The variables of `.env` files. */
export function fromEnvFiles(variables: ReadonlyMap<string, PlacedVariable>): Source {
  return fromVariables((name) => {
    const found = variables.get(name);
    if (found === undefined || found.text === "") return undefined;
    const { text, path } = found;
    return { text, origin: { kind: "env-file", path, line: found.locate(), name } };
  });
}

/** The values of configuration files. */
export function fromFiles(values: ReadonlyMap<string, PlacedValue>): Source {
  return byNames((name) => {
    const found = values.get(name);
    if (found === undefined) return undefined;
    const { value, path, key, line } = found;
    return { value, origin: { kind: "file", path, key, line } };
  });
}

/** The values of one file, by key, where nobody knows their lines. */
export function fromFile(path: string, values: Readonly<Record<string, unknown>>): Source {
  const entries = Object.entries(values).map(([key, value]) => {
    return [key, { value, path, key }] as const;
  });
  return fromFiles(new Map(entries));
}

/** Says where a value came from: `--port`, `PORT`, `.env:3 PORT`, `landfall.config.ts:4 port`, `default`. */
export function formatOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "flag":
    case "environment":
      return origin.name;
    case "parameter":
      return `${origin.name} ${origin.key}`;
    case "env-file":
      return `${formatPlace(origin)} ${origin.name}`;
    case "file":
      return `${formatPlace(origin)} ${origin.key}`;
    case "default":
      return "default";
    default:
      return origin satisfies never;
  }
}

/** `landfall.config.ts:4`, or the file alone where the line is not known. */
export function formatPlace({ path, line }: { path: string; line?: number | undefined }): string {
  return line === undefined ? path : `${path}:${line}`;
}

/** A list in one text: separated by commas, or a JSON array of texts where an item holds a comma itself. */
export function splitList(text: string | true): readonly unknown[] {
  if (text === true) return [text];
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((item) => typeof item === "string")) return list;
  } catch {
    // It is no JSON.
  }
  return text.split(",").map((item) => item.trim());
}

function fromVariables(
  look: (name: string) => { readonly text: string; readonly origin: Origin } | undefined,
): Source {
  return byNames((key, { environment = [], repeatable }, isFormer) => {
    const names = [toVariable(key), ...(isFormer ? [] : environment)];
    for (const name of names) {
      const found = look(name);
      if (found === undefined || isServiceLink(name, found.text)) continue;
      const value = repeatable === true ? splitList(found.text) : found.text;
      return { value, origin: found.origin };
    }
    return undefined;
  });
}

/**
 * In a pod, Kubernetes sets variables for each service of the namespace; those of a service called `landfall`
 * look like settings: `LANDFALL_PORT=tcp://10.0.0.1:80`, `LANDFALL_SERVICE_HOST`.
 */
export function isServiceLink(name: string, text: string): boolean {
  if (name === "LANDFALL_PORT") return /^(tcp|udp|sctp):\/\//.test(text);
  return /^LANDFALL_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/.test(
    name,
  );
}

/** Looks for the key, then for the names that it had before. */
function byNames(
  look: (name: string, definition: AnyOption, isFormer: boolean) => Found | undefined,
): Source {
  return {
    find: (key, definition) => {
      const found = look(key, definition, false);
      if (found !== undefined) return found;
      for (const name of definition.formerly ?? []) {
        const former = look(name, definition, true);
        if (former !== undefined) return { ...former, isFormer: true };
      }
      return undefined;
    },
  };
}

/** From sources to settings: validated, frozen, each value with its origin. */

import type * as z from "zod";
import type { LandfallError } from "../core/index.ts";
import { type AnyOption, type OptionTable, toFlag } from "../core/options.ts";
import { configErrors } from "./errors.ts";
import { quote, redactText, toPrintable } from "./printable.ts";
import { formatOrigin, type Found, type Origin, type Source } from "./sources.ts";

/** Settings, and where each of them came from. */
export interface Resolved<Settings> {
  readonly settings: Readonly<Settings>;
  readonly origins: Readonly<Record<keyof Settings, Origin>>;
}

/** The same, with everything that is wrong; what is wrong has its default. */
export interface Judged<Settings> extends Resolved<Settings> {
  readonly problems: readonly LandfallError[];
  readonly warnings: readonly string[];
}

/** Asks the sources in order for each key; throws `SETTING_INVALID` at the first value that is none. */
export function resolveSettings<Settings>(
  table: OptionTable<Settings>,
  sources: readonly Source[],
): Resolved<Settings> {
  const { settings, origins, problems } = judgeSettings(table, sources);
  if (problems[0] !== undefined) throw problems[0];
  return Object.freeze({ settings, origins });
}

/** Asks the sources in order for each key, and collects what is wrong instead of throwing it. */
export function judgeSettings<Settings>(
  table: OptionTable<Settings>,
  sources: readonly Source[],
): Judged<Settings> {
  const settings: Partial<Record<keyof Settings, unknown>> = {};
  const origins: Partial<Record<keyof Settings, Origin>> = {};
  const problems: LandfallError[] = [];
  const warnings: string[] = [];
  for (const key of Object.keys(table) as (keyof Settings & string)[]) {
    const definition: AnyOption = table[key];
    const found = findFirst(sources, key, definition);
    const value = found === undefined ? { good: definition.default } : read(definition, found);
    if ("problem" in value) problems.push(value.problem);
    if (found?.isFormer === true) warnings.push(describeFormer(found.origin, key));
    settings[key] = "good" in value ? value.good : definition.default;
    origins[key] = found?.origin ?? { kind: "default" };
  }
  return {
    settings: Object.freeze(settings as Settings),
    origins: Object.freeze(origins as Record<keyof Settings, Origin>),
    problems,
    warnings,
  };
}

function findFirst(
  sources: readonly Source[],
  key: string,
  definition: AnyOption,
): Found | undefined {
  for (const source of sources) {
    const found = source.find(key, definition);
    if (found !== undefined) return found;
  }
  return undefined;
}

function read(
  definition: AnyOption,
  { value, origin }: Found,
): { readonly good: unknown } | { readonly problem: LandfallError } {
  const isSingle = definition.repeatable === true && !Array.isArray(value);
  const result = definition.schema.safeParse(isSingle ? [value] : value);
  if (result.success) return { good: result.data };
  const issue = tellingIssue(result.error.issues);
  const { path } = issue;
  const isListed = origin.kind === "file" && !isSingle;
  const problem = configErrors.fail.SETTING_INVALID({
    where: `${toPrintable(formatOrigin(origin))}${isListed ? formatPath(path) : ""}`,
    reason: toPrintable(redactText(toReason(issue))),
    value: quote(memberAt(value, path)),
    hint: hintOf(issue) ?? `${definition.summary} (\`landfall serve --help\` lists all settings.)`,
  });
  return { problem };
}

function hintOf(issue: z.core.$ZodIssue): string | undefined {
  return issue.code === "custom" ? (issue.params?.["hint"] as string | undefined) : undefined;
}

function describeFormer(origin: Origin, key: string): string {
  const now = origin.kind === "flag" ? toFlag(key) : key;
  return `${formatOrigin(origin)} is an old name and will go away: it is called ${now} now`;
}

/** Of the alternatives that a union tried, the one that came furthest tells most; then the one for text. */
function tellingIssue(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const issue = issues.find(({ code }) => code === "custom") ?? issues[0];
  if (issue === undefined) throw new Error("a failed parse without an issue");
  if (issue.code !== "invalid_union") return issue;
  const candidates = issue.errors.filter((list) => list.length > 0).map(tellingIssue);
  const best =
    candidates.find(({ code }) => code === "custom") ??
    candidates.find(({ path }) => path.length > 0) ??
    candidates.at(-1);
  return best === undefined ? issue : { ...best, path: [...issue.path, ...best.path] };
}

const nouns: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  number: "a number",
  boolean: "true or false",
  object: "an object",
};

/** The schema library's own words in ours. */
function toReason({ message }: z.core.$ZodIssue): string {
  const [, type] = /^Invalid input: expected (\w+)/.exec(message) ?? [];
  if (type !== undefined) return `expected ${nouns[type] ?? type}`;
  if (message.startsWith("Too small: expected string")) return "expected text that is not empty";
  return message === "Invalid input" ? "expected another kind of value" : message;
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
}

function memberAt(value: unknown, path: readonly PropertyKey[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== "object" || value === null) return value;
  return memberAt((value as Record<PropertyKey, unknown>)[first], rest);
}

/** From the contents of configuration files to one value for each key: sections flattened, unknown names refused. */

import { type LandfallError, nearestName } from "../core/index.ts";
import type { ConfigFile } from "./config-files.ts";
import { configErrors } from "./errors.ts";
import { quote, toPrintable } from "./printable.ts";
import { formatPlace, type PlacedValue } from "./sources.ts";
import { type NameBook, refuseKey } from "./unknown-names.ts";

/** What the files say. */
export interface FileValues {
  readonly values: ReadonlyMap<string, PlacedValue>;
  /** The environments that have a section in any file. */
  readonly sections: readonly string[];
  readonly problems: readonly LandfallError[];
}

/** Keys of a file that are no settings. */
const ownKeys: readonly string[] = ["$schema", "environments"];

/** Later files beat earlier ones; in a file, the section of the environment beats what stands outside. */
export function gatherFileValues(
  files: readonly ConfigFile[],
  environment: string,
  book: NameBook,
): FileValues {
  const sections = files.map(readSections);
  const placed = files.flatMap((file, index) => {
    const own = sections[index]?.sections ?? [];
    return [{ name: undefined, values: file.values }, ...own].flatMap((part) => {
      const applies = part.name === undefined || part.name === environment;
      return placeValues(file, part).map((entry) => ({ ...entry, applies }));
    });
  });
  const values = new Map<string, PlacedValue>();
  const problems = sections.flatMap((section) => section.problems);
  for (const { name, value, applies } of placed) {
    const problem = refuseKey({ name, where: formatPlace(value) }, book);
    if (problem !== undefined) problems.push(problem);
    else if (applies) values.set(name, value);
  }
  const names = sections.flatMap((section) => section.sections.map(({ name }) => name));
  return { values, sections: names, problems };
}

/** Refuses an environment that was asked for by name and that no section has, where there are sections. */
export function refuseEnvironment(
  name: string,
  where: string,
  sections: readonly string[],
): LandfallError | undefined {
  if (sections.length === 0 || sections.includes(name)) return undefined;
  const known = [...new Set(sections)].map(toPrintable);
  const nearest = nearestName(name, known);
  return configErrors.fail.ENVIRONMENT_UNKNOWN({ name, where, known, nearest });
}

interface Section {
  readonly name: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

function readSections({ path, values, locate }: ConfigFile): {
  readonly sections: readonly (Section & { readonly name: string })[];
  readonly problems: readonly LandfallError[];
} {
  const written = values["environments"];
  if (written === undefined) return { sections: [], problems: [] };
  const refuse = (value: unknown, ...key: string[]): LandfallError =>
    configErrors.fail.SETTING_INVALID({
      where: `${formatPlace({ path, line: locate(...key) })} ${toPrintable(key.join("."))}`,
      reason: "expected an object of settings",
      value: quote(value),
      hint: "Write: environments: { production: { workers: 4 } }",
    });
  if (!isObject(written)) return { sections: [], problems: [refuse(written, "environments")] };
  const entries = Object.entries(written).filter(([, section]) => section !== undefined);
  return {
    sections: entries.flatMap(([name, section]) =>
      isObject(section) ? [{ name, values: section }] : [],
    ),
    problems: entries.flatMap(([name, section]) =>
      isObject(section) ? [] : [refuse(section, "environments", name)],
    ),
  };
}

function placeValues(
  { path, locate }: ConfigFile,
  section: Section,
): { readonly name: string; readonly value: PlacedValue }[] {
  const above = section.name === undefined ? [] : ["environments", section.name];
  const skipped = section.name === undefined ? ownKeys : [];
  const entries = Object.entries(section.values).filter(
    ([name, value]) => value !== undefined && !skipped.includes(name),
  );
  return entries.map(([name, value]) => {
    const key = [...above, name];
    return { name, value: { value, path, key: key.join("."), line: locate(...key) } };
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

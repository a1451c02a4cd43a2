/** Names that no setting has: refused in every source, with the name that was probably meant. */

import { type LandfallError, nearestName } from "../core/index.ts";
import { type AnyOption, toVariable } from "../core/options.ts";
import { configErrors } from "./errors.ts";
import { bootOptions } from "./options.ts";
import { toPrintable } from "./printable.ts";
import { isServiceLink } from "./sources.ts";

/** What names there are. */
export interface NameBook {
  readonly table: Readonly<Record<string, AnyOption>>;
  /** Names that are gone, with the cure for each. */
  readonly retired: Readonly<Record<string, string>>;
  /** Variables that are ours and no settings. */
  readonly internal: readonly string[];
}

/** A name as it was written, and where. */
export interface WrittenName {
  readonly name: string;
  /** The place, for the message. */
  readonly where: string;
}

/** Refuses a key that no setting has, of a file or of `-C`; nothing if it is known. */
export function refuseKey({ name, where }: WrittenName, book: NameBook): LandfallError | undefined {
  const known = listKeys(book);
  if (known.includes(name)) return undefined;
  return configErrors.fail.SETTING_UNKNOWN({
    where,
    name: JSON.stringify(toPrintable(name)),
    hint: adviseKey(name, book, known),
  });
}

/** Refuses a `LANDFALL_…` variable that means nothing; nothing for all others. */
export function refuseVariable(
  { name, where }: WrittenName,
  text: string,
  book: NameBook,
): LandfallError | undefined {
  if (!name.startsWith("LANDFALL_") || text === "" || isServiceLink(name, text)) return undefined;
  const known = [...listKeys(book), ...Object.keys(bootOptions)].map(toVariable);
  if (known.includes(name) || book.internal.includes(name)) return undefined;
  const retired = Object.keys(book.retired).find((key) => toVariable(key) === name);
  const nearest = nearestName(name, known);
  const foreign = "Variables that begin with LANDFALL_ are settings; give it another name.";
  const guess = nearest === undefined ? foreign : `Did you mean ${nearest}?`;
  return configErrors.fail.SETTING_UNKNOWN({
    where,
    name: toPrintable(name),
    hint: retired === undefined ? guess : (book.retired[retired] ?? foreign),
  });
}

/** Refuses a variable that comes too late in a file, because it decides which files are read. */
export function refuseLateVariable({ name, where }: WrittenName): LandfallError | undefined {
  const isBoot = Object.keys(bootOptions).some((key) => toVariable(key) === name);
  if (!isBoot) return undefined;
  return configErrors.fail.SETTING_UNKNOWN({ where, name, hint: adviseEarlier(name) });
}

function adviseEarlier(variable: string): string {
  return `It decides what is read at all, so the command line or ${variable} in the environment must say it.`;
}

/** Names of today and of former versions. */
function listKeys({ table }: NameBook): string[] {
  return Object.entries(table).flatMap(([key, { formerly = [] }]) => [key, ...formerly]);
}

function adviseKey(name: string, book: NameBook, known: readonly string[]): string {
  const cure = Object.hasOwn(book.retired, name) ? book.retired[name] : undefined;
  if (cure !== undefined) return cure;
  if (Object.hasOwn(bootOptions, name)) return adviseEarlier(toVariable(name));
  const nearest = nearestName(name.replaceAll(/[-_]/g, ""), known);
  return nearest === undefined
    ? "`landfall config` lists every setting."
    : `Did you mean ${nearest}?`;
}

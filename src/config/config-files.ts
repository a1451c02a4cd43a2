/** Configuration files: which ones, what they hold, and on which lines. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { type Clock, toMessage } from "../core/index.ts";
import { loadInProcess } from "./config-process.ts";
import { nearestFile } from "./env-files.ts";
import { configErrors } from "./errors.ts";
import { requireJsonObject } from "./json-values.ts";
import { findKeyLine } from "./key-lines.ts";
import { toPrintable } from "./printable.ts";
import { formatPlace } from "./sources.ts";

/** Where files are looked for, and what loads those that are code. */
export interface ConfigPlace {
  /** The project's folder, as it really is. */
  readonly folder: string;
  readonly environment: string;
  /** The entry file of the process that loads one file. */
  readonly main: string;
  /** The variables that the file sees. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** One file that was read. */
export interface ConfigFile {
  /** As it is shown. */
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The line of a key, by its path in the file. */
  locate(...key: readonly string[]): number | undefined;
}

/** The names that are looked for. */
export const usualNames: readonly string[] = ["ts", "mts", "cts", "js", "mjs", "cjs", "json"].map(
  (extension) => `landfall.config.${extension}`,
);

/** The files to read: those that were named, or the one that is there; throws `CONFIG_AMBIGUOUS`. */
export function findConfigFiles(named: readonly string[], folder: string): readonly string[] {
  if (named.length > 0) return named;
  const names = listNames(folder).filter((name) => usualNames.includes(name));
  if (names.length > 1) throw configErrors.fail.CONFIG_AMBIGUOUS({ names });
  return names;
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    const reason = toMessage(error);
    throw configErrors.fail.CONFIG_UNREADABLE({ path: toPrintable(folder), reason }, error);
  }
}

/** Reads one file; JSON here, code in a process of its own. Every failure is a `LandfallError` of one line. */
export async function loadConfigFile(name: string, place: ConfigPlace): Promise<ConfigFile> {
  const file = resolve(place.folder, name);
  const path = toPrintable(name);
  const text = readText(file, path);
  const values =
    extname(file) === ".json" ? await parseJson(text, path) : await loadCode({ file, path }, place);
  return { path, values, locate: (...key) => findKeyLine(text, key) };
}

function loadCode(
  { file, path }: { readonly file: string; readonly path: string },
  { folder, environment, main, env, clock }: ConfigPlace,
): Promise<Record<string, unknown>> {
  if (!/^\.[cm]?[jt]s$/.test(extname(file))) throw configErrors.fail.CONFIG_KIND_UNKNOWN({ path });
  return loadInProcess({ file, path, folder, environment, main, env, clock });
}

function readText(file: string, path: string): string {
  try {
    if (statSync(file).isFile()) return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw configErrors.fail.CONFIG_MISSING({ path, nearest: nearestFile(file) }, error);
    }
    throw configErrors.fail.CONFIG_UNREADABLE({ path, reason: toMessage(error) }, error);
  }
  throw configErrors.fail.CONFIG_UNREADABLE({ path, reason: "it is no file" });
}

async function parseJson(text: string, path: string): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Loaded here, because it brings along what loads apps, which no command needs to start.
    const { locateJsonError } = await import("../serve/app/index.ts");
    const { line, column } = locateJsonError(path, text);
    const place = [formatPlace({ path, line }), column]
      .filter((part) => part !== undefined)
      .join(":");
    const reason = text.trim() === "" ? "the file is empty" : toReason(toMessage(error));
    throw configErrors.fail.CONFIG_SYNTAX({ place, reason }, error);
  }
  return requireJsonObject(value, path);
}

/** V8 quotes a part of the text, which may hold anything, and says the place in its own way. */
function toReason(message: string): string {
  const words = message.replace(/,? (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, "");
  return toPrintable(words.replace(/ in JSON at position .*$/s, ""));
}

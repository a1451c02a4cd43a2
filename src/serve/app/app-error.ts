/** From whatever an app threw to one line that says what, where, and what to do. */

import { dirname, isAbsolute, resolve } from "node:path";
import type { LandfallError } from "../../core/index.ts";
import { appErrors, type AppFailure } from "./errors.ts";
import { readImports, type WrittenImport } from "./imports.ts";
import { formatLocation, formatPath, toPath } from "./location.ts";
import { locateFrame, locateImporter, locateStackHead, readParseFailure } from "./locate.ts";
import { nearestFile } from "./resolve-entry.ts";
import { probeSyntaxError } from "./syntax-probe.ts";
import { describeThrown, readText, toOneLine } from "./thrown.ts";

/** Which app, seen from where. */
export interface AppEntry {
  /** Absolute path. */
  readonly file: string;
  readonly cwd: string;
}

/** What importing the app threw, as an error of ours. */
export function toLoadError(thrown: unknown, entry: AppEntry): LandfallError {
  return (
    toDependencyError(thrown, entry) ??
    toSyntaxError(thrown, entry) ??
    appErrors.fail.APP_IMPORT_FAILED(describeFailure(thrown, entry), thrown)
  );
}

/** What the app's `start()` threw or rejected with, as an error of ours. */
export function toStartError(thrown: unknown, entry: AppEntry): LandfallError {
  return appErrors.fail.APP_START_FAILED(describeFailure(thrown, entry), thrown);
}

/** What was thrown and where, for the error of whoever called the file. */
export function describeFailure(thrown: unknown, { file, cwd }: AppEntry): AppFailure {
  const message = readText(thrown, "message") ?? "";
  const location = locateStackHead(thrown) ?? locateFrame(thrown, cwd) ?? locateImporter(message);
  return {
    entry: formatPath(file, cwd),
    message: describeThrown(thrown),
    at: location && formatLocation(location, cwd),
    advice: advise(readText(thrown, "code"), message),
  };
}

function toSyntaxError(thrown: unknown, entry: AppEntry): LandfallError | undefined {
  const failure = readParseFailure(thrown);
  if (failure === undefined) return undefined;
  const { message } = failure;
  const location = failure.location ??
    probeSyntaxError(entry.file, message) ?? { file: entry.file };
  const facts = {
    entry: formatPath(entry.file, entry.cwd),
    message: toOneLine(message),
    at: formatLocation(location, entry.cwd),
    advice: advise(readText(thrown, "code"), message),
  };
  return appErrors.fail.APP_SYNTAX_ERROR(facts, thrown);
}

/** What Node says in its own words for a cure that is always the same. */
function advise(code: string | undefined, message: string): string | undefined {
  if (
    code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" ||
    /^Unknown file extension "\.[jt]sx"/.test(message)
  ) {
    return "Node's type stripping cannot do this; leave out --strip-types.";
  }
  if (/^Cannot use import statement outside a module|^Unexpected token 'export'/.test(message)) {
    return 'Its package.json makes this file CommonJS: write "type": "module" there, or name the file .mjs or .mts.';
  }
  if (message.startsWith('Top-level await is currently not supported with the "cjs"')) {
    return 'Its package.json makes this file CommonJS: write "type": "module" there, or name the file .mts.';
  }
  return undefined;
}

function toDependencyError(thrown: unknown, { cwd }: AppEntry): LandfallError | undefined {
  const missing = readMissing(thrown);
  if (missing === undefined) return undefined;
  const { wanted, importer } = missing;
  const written = findImport(wanted, importer);
  const location =
    written?.location() ?? locateFrame(thrown, cwd) ?? (importer && { file: importer });
  const at = location && formatLocation(location, cwd);
  return appErrors.fail.APP_DEPENDENCY_MISSING(
    { ...nameMissing(missing, written, cwd), at },
    thrown,
  );
}

interface MissingImport {
  /** As Node names it: a package, a written path, or an absolute one. */
  readonly wanted: string;
  readonly importer?: string | undefined;
}

/** ESM: `Cannot find package 'x' imported from PATH`; CommonJS: `Cannot find module 'x'` and a list of importers. */
function readMissing(thrown: unknown): MissingImport | undefined {
  const code = readText(thrown, "code");
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return undefined;
  const message = readText(thrown, "message") ?? "";
  const match = /^Cannot find (?:package|module) '(.+?)'(?: imported from (.+)$|$)/m.exec(message);
  if (match?.[1] === undefined) return undefined;
  const requirer = /\nRequire stack:\n- (.+)/.exec(message)?.[1];
  const importer = match[2] ?? requirer;
  return { wanted: match[1], importer: importer === undefined ? undefined : toPath(importer) };
}

/** Finds the import in its file; Node's messages have no line, and absolute paths where relative ones were written. */
function findImport(wanted: string, importer: string | undefined): WrittenImport | undefined {
  if (importer === undefined) return undefined;
  const withoutExtension = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/, "");
  return readImports(importer).find(({ specifier }) => {
    if (specifier === wanted || specifier.startsWith(`${wanted}/`)) return true;
    const target = resolve(dirname(importer), specifier);
    return isAbsolute(wanted) && withoutExtension(target) === withoutExtension(wanted);
  });
}

function nameMissing(
  { wanted, importer }: MissingImport,
  written: WrittenImport | undefined,
  cwd: string,
): { kind: "package" | "file" | "alias"; name: string; nearest?: string | undefined } {
  const specifier = written?.specifier ?? wanted;
  const folder = importer === undefined ? cwd : dirname(importer);
  if (specifier.startsWith(".")) {
    return {
      kind: "file",
      name: toOneLine(specifier),
      nearest: nearestFile(resolve(folder, specifier), folder),
    };
  }
  const name = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*/.exec(specifier)?.[0];
  if (name !== undefined) return { kind: "package", name };
  if (isAbsolute(specifier)) return { kind: "file", name: formatPath(specifier, cwd) };
  return { kind: "alias", name: toOneLine(specifier) };
}

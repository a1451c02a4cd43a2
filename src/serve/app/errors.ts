/** Everything that can go wrong between a name on the command line and a started app. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What the app itself said, and where: `src/db.ts:7:3`, relative to the working folder. */
export interface AppFailure {
  /** The entry, relative to the working folder. */
  readonly entry: string;
  /** One line without control characters. */
  readonly message: string;
  readonly at?: string | undefined;
  /** A better hint than the usual one, where the cause is known. */
  readonly advice?: string | undefined;
}

/** An import that leads nowhere. */
export interface MissingDependency {
  readonly kind: "package" | "file" | "alias";
  /** The package's name, or the file as the import writes it. */
  readonly name: string;
  readonly at?: string | undefined;
  readonly nearest?: string | undefined;
}

/** What each error of this room is told. */
export interface AppErrors {
  APP_MISSING: { folder: string; tried: readonly string[] };
  APP_NAME_INVALID: { text: string };
  APP_FILE_MISSING: { target: string; folder: string; nearest?: string | undefined };
  APP_EXPORT_MISSING: {
    entry: string;
    name: string;
    exports: readonly string[];
    /** How to export what is looked for, where nothing is exported. */
    advice: string;
  };
  APP_SHAPE_UNKNOWN: {
    subject: string;
    found: string;
    accepted: readonly string[];
    advice?: string | undefined;
  };
  APP_SYNTAX_ERROR: AppFailure;
  APP_IMPORT_FAILED: AppFailure;
  APP_DEPENDENCY_MISSING: MissingDependency;
  APP_START_FAILED: AppFailure;
  APP_LOADER_FAILED: { message: string };
  APP_FUNCTION_SILENT: { what: string };
  APP_LISTENS_SECURELY: { entry: string; where: string };
  APP_SERVER_SILENT: Readonly<Record<string, never>>;
  APP_NOT_STARTED: { noun: string };
  APP_H3_FOREIGN: Readonly<Record<string, never>>;
}

/** The table; exit code 2 where the call was wrong, 1 where the app is. */
export const appErrors: ErrorTable<AppErrors> = defineErrors<AppErrors>({
  APP_MISSING: {
    message: ({ folder, tried }) => `found no app in ${folder}: looked for ${tried.join(", ")}`,
    hint: () => "Name its file: landfall serve path/to/app.ts",
    exitCode: 2,
  },
  APP_NAME_INVALID: {
    message: ({ text }) => `cannot read the name ${JSON.stringify(text)}`,
    hint: () => "Write FILE, FILE#name or FILE#make(), where name and make are exports of FILE.",
    exitCode: 2,
  },
  APP_FILE_MISSING: {
    message: ({ target, folder }) =>
      `there is no file and no package ${JSON.stringify(target)} in ${folder}`,
    hint: ({ nearest }) =>
      nearest === undefined
        ? "Name a file relative to the working folder, or a package that is installed there."
        : `Did you mean ${nearest}?`,
    exitCode: 2,
  },
  APP_EXPORT_MISSING: {
    message: ({ entry, name, exports }) =>
      `${entry} has no ${name === "default" ? "default export" : `export ${name}`}; ${listExports(exports)}`,
    hint: (facts) => adviseExport(facts),
    exitCode: 2,
  },
  APP_SHAPE_UNKNOWN: {
    message: ({ subject, found, accepted }) =>
      `${subject} is ${found}; an app is ${accepted.slice(0, -1).join(", ")}, or ${accepted.at(-1)}`,
    hint: ({ advice }) =>
      advice ?? 'Write: export default { fetch: (request) => new Response("hello") }',
    exitCode: 1,
  },
  APP_SYNTAX_ERROR: {
    message: ({ message, at }) => `syntax error: ${message}${place(at)}`,
    hint: ({ advice }) => advice ?? "Correct the line and try again.",
    exitCode: 1,
  },
  APP_IMPORT_FAILED: {
    message: ({ entry, message, at }) => `cannot load ${entry}: ${message}${place(at)}`,
    hint: ({ advice }) =>
      advice ?? "It failed while it was loaded; run again with --debug for the stack.",
    exitCode: 1,
  },
  APP_DEPENDENCY_MISSING: {
    message: ({ kind, name, at }) =>
      kind === "package"
        ? `package ${JSON.stringify(name)} is not installed${place(at)}`
        : `import of ${JSON.stringify(name)} leads to no file${place(at)}`,
    hint: (facts) => adviseDependency(facts),
    exitCode: 1,
  },
  APP_START_FAILED: {
    message: ({ entry, message, at }) => `start() of ${entry} failed: ${message}${place(at)}`,
    hint: ({ advice }) =>
      advice ??
      "start() must succeed before the first request; run again with --debug for the stack.",
    exitCode: 1,
  },
  APP_LOADER_FAILED: {
    message: ({ message }) => `cannot prepare to load TypeScript: ${message}`,
    hint: () =>
      "Check tsconfig.json and reinstall the dependencies, or use Node's own type stripping: --strip-types",
    exitCode: 1,
  },
  APP_FUNCTION_SILENT: {
    message: ({ what }) =>
      `the app's function was called as fetch(request, context) and ${what}; if it is a Node (req, res) listener, export fromNodeListener(it) from "landfall"`,
    hint: () =>
      "A function counts as a Node listener when its second parameter is called res or response.",
    exitCode: 1,
  },
  APP_LISTENS_SECURELY: {
    message: ({ entry, where }) =>
      `${entry} exports no app and listens by itself with https ${where}, which Landfall does not redirect`,
    hint: () =>
      "Landfall listens, so certificates are its business: listen with node:http here, or export the app.",
    exitCode: 1,
  },
  APP_SERVER_SILENT: {
    message: () => "the app's node:http server has no listener for requests",
    hint: () => 'Give it one: http.createServer(listener), or server.on("request", listener).',
    exitCode: 1,
  },
  APP_NOT_STARTED: {
    message: ({ noun }) => `${noun} was asked before its start()`,
    hint: () => "This is a fault in whoever runs the app.",
    exitCode: 1,
  },
  APP_H3_FOREIGN: {
    message: () => "the app is of h3 version 1, but the package h3 beside it has no toNodeListener",
    hint: () =>
      "Export the listener itself: export default toNodeListener(app), with that of your h3.",
    exitCode: 1,
  },
});

function place(at: string | undefined): string {
  return at === undefined ? "" : ` (${at})`;
}

function listExports(exports: readonly string[]): string {
  return exports.length === 0 ? "it exports nothing" : `it exports ${exports.join(", ")}`;
}

function adviseExport({ entry, name, exports, advice }: AppErrors["APP_EXPORT_MISSING"]): string {
  const [first] = exports;
  if (first === undefined) return advice;
  const other = first === "default" ? entry : `${entry}#${first}`;
  return name === "default"
    ? `Add export default, or name an export: ${other}`
    : `Name one that exists: ${other}`;
}

function adviseDependency({ kind, name, nearest }: MissingDependency): string {
  if (kind === "package") return `Install it: npm install ${name}`;
  if (kind === "alias") {
    return 'Looks like a path alias: check "paths" in the tsconfig.json of the working folder.';
  }
  return nearest === undefined
    ? "Create the file, or correct the import."
    : `Did you mean ${nearest}? Imports must lead to an existing file.`;
}

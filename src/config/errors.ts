/** What can be wrong with a setting, and with the files that settings are read from. */

import { defineErrors, type ErrorTable } from "../core/index.ts";

/** What each error is told. */
export interface ConfigErrors {
  SETTING_INVALID: { where: string; reason: string; value: string; hint: string };
  SETTING_UNKNOWN: { where: string; name: string; hint: string };
  CONFIG_MISSING: { path: string; nearest: string | undefined };
  CONFIG_AMBIGUOUS: { names: readonly string[] };
  CONFIG_UNREADABLE: { path: string; reason: string };
  CONFIG_KIND_UNKNOWN: { path: string };
  CONFIG_SYNTAX: { place: string; reason: string };
  CONFIG_NO_OBJECT: { path: string; found: string };
  CONFIG_NOT_JSON: { place: string; key: string; found: string };
  CONFIG_ENDED: { path: string; how: string };
  CONFIG_SILENT: { path: string; seconds: number };
  ENV_FILE_MISSING: { path: string; nearest: string | undefined };
  ENV_FILE_UNREADABLE: { path: string; reason: string };
  ENVIRONMENT_UNKNOWN: {
    name: string;
    where: string;
    known: readonly string[];
    nearest: string | undefined;
  };
  FOLDER_MISSING: { path: string };
}

const json =
  "Settings are JSON: text, numbers, true and false, lists and objects; name a file for code.";

/** The table: code, message, hint, exit code. */
export const configErrors: ErrorTable<ConfigErrors> = defineErrors<ConfigErrors>({
  SETTING_INVALID: {
    message: ({ where, reason, value }) =>
      reason.includes("got ") || value === ""
        ? `${where}: ${reason}`
        : `${where}: ${reason}, got ${value}`,
    hint: ({ hint }) => hint,
    exitCode: 2,
  },
  SETTING_UNKNOWN: {
    message: ({ where, name }) => `${where}: there is no setting ${name}`,
    hint: ({ hint }) => hint,
    exitCode: 2,
  },
  CONFIG_MISSING: {
    message: ({ path }) => `there is no configuration file ${path}`,
    hint: ({ nearest }) =>
      nearest === undefined
        ? "Name a file relative to the project's folder."
        : `Did you mean ${nearest}?`,
    exitCode: 2,
  },
  CONFIG_AMBIGUOUS: {
    message: ({ names }) => `there are several configuration files: ${names.join(", ")}`,
    hint: ({ names }) => `Keep one of them, or name those that count: --config ${names[0]}`,
    exitCode: 2,
  },
  CONFIG_UNREADABLE: {
    message: ({ path, reason }) => `the configuration file ${path} cannot be read: ${reason}`,
    hint: () => "It must be a file that the server's user may read.",
    exitCode: 2,
  },
  CONFIG_KIND_UNKNOWN: {
    message: ({ path }) => `${path} is no configuration file that Landfall can read`,
    hint: () => "Name it .ts, .mts, .cts, .js, .mjs, .cjs or .json.",
    exitCode: 2,
  },
  CONFIG_SYNTAX: {
    message: ({ place, reason }) => `syntax error: ${reason} (${place})`,
    hint: () =>
      "Correct the line; JSON has no comments, no trailing commas, and double quotes only.",
    exitCode: 2,
  },
  CONFIG_NO_OBJECT: {
    message: ({ path, found }) =>
      `${path} holds ${found}; a configuration is an object of settings`,
    hint: () => 'Write: export default defineConfig({ port: 8080 }), or { "port": 8080 } in JSON.',
    exitCode: 2,
  },
  CONFIG_NOT_JSON: {
    message: ({ place, key, found }) => `${place}: ${key} is ${found}`,
    hint: () => json,
    exitCode: 2,
  },
  CONFIG_ENDED: {
    message: ({ path, how }) => `${path} ${how} before it gave its settings`,
    hint: () => "A configuration file must not end the process, nor wait for what never comes.",
    exitCode: 2,
  },
  CONFIG_SILENT: {
    message: ({ path, seconds }) => `${path} has not given its settings within ${seconds} s`,
    hint: () => "Look for an endless loop, or for something that it waits for.",
    exitCode: 2,
  },
  ENV_FILE_MISSING: {
    message: ({ path }) => `there is no file of variables ${path}`,
    hint: ({ nearest }) =>
      nearest === undefined
        ? "Name a file relative to the project's folder."
        : `Did you mean ${nearest}?`,
    exitCode: 2,
  },
  ENV_FILE_UNREADABLE: {
    message: ({ path, reason }) => `the file of variables ${path} cannot be read: ${reason}`,
    hint: () => "It must be a file that the server's user may read; --no-env-files reads none.",
    exitCode: 2,
  },
  ENVIRONMENT_UNKNOWN: {
    message: ({ name, where, known }) =>
      `${where}: no section for the environment ${name}; there are ${known.join(", ")}`,
    hint: ({ nearest }) =>
      nearest === undefined ? "Name one of them, or add a section." : `Did you mean ${nearest}?`,
    exitCode: 2,
  },
  FOLDER_MISSING: {
    message: ({ path }) => `there is no folder ${path}`,
    hint: () => "Name the project's folder: --folder PATH",
    exitCode: 2,
  },
});

/** What decides which sources are read; so flags and environment alone can say it. */

import { listSchema, type OptionTable, switchSchema, textSchema } from "../core/options.ts";

/** One `-C name=value`. */
export interface GivenParameter {
  readonly name: string;
  /** Absent for a name alone, which turns a switch on. */
  readonly value?: string | undefined;
}

/** Known before any file is read. */
export interface BootSettings {
  /** The app as it was named; empty to look for one. */
  readonly app: string;
  /** The project's folder, relative to the one the command is called in; empty for that one. */
  readonly folder: string;
  /** Configuration files, later ones win; empty to look for one. */
  readonly config: readonly string[];
  readonly envFiles: boolean;
  /** Files of variables, later ones win; empty for the usual ones. */
  readonly envFile: readonly string[];
  /** Empty: `NODE_ENV`, and `production` without that. */
  readonly environment: string;
  readonly param: readonly GivenParameter[];
}

/** Their declarations; `app` is the positional argument and has no flag. */
export const bootOptions: OptionTable<BootSettings> = {
  app: {
    schema: textSchema((text) => text),
    default: "",
    summary: "The app, where the command line does not name it.",
    argument: "APP",
  },
  folder: {
    schema: textSchema(parsePath),
    default: "",
    summary: "The project's folder; paths are relative to it. By default the working folder.",
    argument: "PATH",
  },
  config: {
    schema: listSchema((text) => [parsePath(text)]),
    default: [],
    summary:
      "Configuration file, instead of landfall.config.{ts,js,mjs,cjs,json}; of several, later ones win.",
    argument: "FILE",
    repeatable: true,
  },
  envFile: {
    schema: listSchema((text) => [parsePath(text)]),
    default: [],
    summary:
      "File of variables, instead of .env, .env.ENVIRONMENT, .env.local, .env.ENVIRONMENT.local; later ones win.",
    argument: "FILE",
    repeatable: true,
  },
  envFiles: {
    schema: switchSchema,
    default: true,
    summary: "Read files of variables at all; --no-env-files reads none.",
  },
  environment: {
    schema: textSchema(parseEnvironment),
    default: "",
    summary:
      "The section of the configuration file and the .env files to use; production without any word.",
    argument: "NAME",
    environment: ["NODE_ENV"],
  },
  param: {
    schema: listSchema((text) => [parseParameter(text)]),
    default: [],
    summary: "Any setting by its key in the configuration file; stronger than the environment.",
    argument: "NAME=VALUE",
    repeatable: true,
    short: "-C",
  },
};

function parsePath(text: string): string {
  if (text.includes("\0")) throw new Error(`expected a path, got ${JSON.stringify(text)}`);
  return text;
}

/** The name becomes part of file names. */
function parseEnvironment(text: string): string {
  if (/^[\w-][\w.-]{0,63}$/.test(text)) return text;
  throw new Error(
    `expected a name of letters, digits, dots and dashes, got ${JSON.stringify(text)}`,
  );
}

function parseParameter(text: string): GivenParameter {
  const [, name, value] = /^([^\s=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (name === undefined) throw new Error(`expected name=value, got ${JSON.stringify(text)}`);
  return { name, value };
}

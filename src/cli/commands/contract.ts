/** What a command is: a name, options from the rooms' tables, and one function. One file per command. */

import type { ExitCode } from "../../core/index.ts";
import type { Surroundings } from "../../serve/supervisor/index.ts";
import type { BootSettings, OptionTable, Settings } from "../../config/index.ts";
import type { Terminal } from "../terminal.ts";

/** What a command is called with. */
export interface Call extends Surroundings {
  readonly terminal: Terminal;
  /** Landfall's own. */
  readonly version: string;
  /** The positional argument, if the command takes one and it was given. */
  readonly argument: string | undefined;
  /** What was given on the command line, by key in camelCase; text, lists of text, or true. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** The worker's entry file. */
  readonly workerMain: string;
  /** Node, its flags, our main and its arguments: how the same command is started again. */
  readonly commandLine: readonly string[];
  /** Node as it was typed: a name or a path. */
  readonly typedNode: string;
  /** The entry file of the process that loads a configuration file. */
  readonly configMain: string;
}

/** A flag that is no setting: it means something on the command line only. */
export interface CommandFlag {
  /** As commander writes it: `--json`. */
  readonly flag: string;
  readonly summary: string;
}

/** One verb of the command line. */
export interface Command<Name extends string = string> {
  readonly name: Name;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The positional argument as help shows it, with its explanation. */
  readonly argument?: { readonly name: string; readonly summary: string };
  /** The settings that it obeys. */
  readonly settings: Partial<OptionTable<Settings & BootSettings>>;
  readonly flags: readonly CommandFlag[];
  /** Text after the options: examples, signals. */
  readonly epilogue?: string;
  run(call: Call): Promise<ExitCode>;
}

/** Verbs about one thing: `landfall assets compress`. Their names are unique within the group. */
export interface CommandGroup<Name extends string = string> {
  readonly name: Name;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly commands: readonly Command[];
}

/** Declares a command, keeping its name as a type. */
export function defineCommand<const Name extends string>(command: Command<Name>): Command<Name> {
  return command;
}

/** `--json`, for every command that prints facts. */
export const jsonFlag: CommandFlag = {
  flag: "--json",
  summary: "Print one JSON object instead of text.",
};

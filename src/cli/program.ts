/** The command line: commander, fed from the tables of commands and options. */

import { Command as Parser, CommanderError } from "commander";
import { type ExitCode, LandfallError, toProblem } from "../core/index.ts";
import type { Surroundings } from "../serve/supervisor/index.ts";
import type { Command, CommandGroup } from "./commands/contract.ts";
import { commands } from "./commands/registry.ts";
import { toParserOptions } from "./parser-options.ts";
import type { Terminal } from "./terminal.ts";

/** What the process hands to the command line. */
export interface ProgramCall extends Surroundings {
  /** What was typed after `landfall`. */
  readonly args: readonly string[];
  readonly version: string;
  readonly workerMain: string;
  /** Node, its flags, our main and its arguments. */
  readonly commandLine: readonly string[];
  /** Node as it was typed: a name or a path. */
  readonly typedNode: string;
  readonly configMain: string;
  readonly terminal: Terminal;
}

/** Runs one command line to its end and says how it ended; never throws. */
export async function runProgram(call: ProgramCall): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const parser = createParser(call, (code) => (exitCode = code));
  try {
    await parser.parseAsync([...call.args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportError(call, error);
  }
}

function createParser(call: ProgramCall, onEnd: (code: ExitCode) => void): Parser {
  const parser = new Parser("landfall")
    .description("The application server and deployment toolkit for TypeScript web apps.")
    .version(call.version, "-V, --version", "Print the version.")
    .option("--debug", "Print stack traces of errors.")
    .helpOption("-h, --help", "Print help.")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => call.terminal.out(text.trimEnd()),
      writeErr: (text) => call.terminal.err(toErrorLines(text)),
    });
  for (const command of commands) {
    if ("commands" in command) addGroup(parser, command, { call, onEnd });
    else addCommand(parser, command, { call, onEnd });
  }
  addHelp(parser);
  return parser;
}

/** The parser's complaint in our form: one line, one hint. */
function toErrorLines(text: string): string {
  const [first = "", second] = text.trimEnd().split("\n");
  if (!first.startsWith("error: ")) return text.trimEnd();
  const hint =
    /^\((.*)\)$/.exec(second ?? "")?.[1] ?? "`landfall help COMMAND` lists what there is.";
  return `landfall: ${first.slice("error: ".length)}\n  hint: ${hint}`;
}

function addHelp(parser: Parser): void {
  const help = parser.command("help [command]").description("Print help of a command.");
  help.action((name: string | undefined) => {
    const command = parser.commands.find((candidate) => candidate.name() === name);
    if (name !== undefined && command === undefined)
      parser.error(`error: unknown command '${name}'`);
    (command ?? parser).outputHelp();
  });
}

/** What every command is given. */
interface Surrounded {
  readonly call: ProgramCall;
  readonly onEnd: (code: ExitCode) => void;
}

function addGroup(
  parser: Parser,
  { name, summary, commands: own }: CommandGroup,
  given: Surrounded,
): void {
  const group = parser.command(name).summary(summary).description(summary).helpCommand(false);
  for (const command of own) addCommand(group, command, given);
}

function addCommand(parser: Parser, command: Command, { call, onEnd }: Surrounded): void {
  const sub = parser.command(command.name).summary(command.summary).description(command.summary);
  if (command.argument !== undefined) sub.argument(command.argument.name, command.argument.summary);
  for (const [key, definition] of Object.entries(command.settings)) {
    for (const option of toParserOptions(key, definition)) sub.addOption(option);
  }
  for (const { flag, summary } of command.flags) sub.option(flag, summary);
  sub.option("--debug", "Print stack traces of errors.");
  sub.addHelpText("after", command.epilogue === undefined ? "" : `\n${command.epilogue}`);
  sub.action(async () => {
    const argument = command.argument === undefined ? undefined : sub.args[0];
    const { args: _args, ...surroundings } = call;
    onEnd(await command.run({ ...surroundings, argument, flags: sub.opts() }));
  });
}

/** One line, one hint; the stack only with `--debug`. */
function reportError({ terminal, args }: ProgramCall, error: unknown): ExitCode {
  const problem = toProblem(error);
  terminal.err(`landfall: ${problem.message}`);
  terminal.err(`  hint: ${problem.hint}`);
  if (args.includes("--debug")) terminal.err(problem.stack ?? "");
  return error instanceof LandfallError ? problem.exitCode : 1;
}

/** From the declaration of an option to what the parser of the command line is told. */

import { Option } from "commander";
import { type AnyOption, formatDefault, toFlag, toVariable } from "../config/index.ts";

/** The option, its opposite if it is a switch, and its names of former versions; help shows one of them. */
export function toParserOptions(key: string, definition: AnyOption): Option[] {
  const { argument, formerly = [] } = definition;
  const old = formerly.map((name) => toParserOption(name, definition).hideHelp());
  const option = toParserOption(key, definition);
  if (argument !== undefined) return [option, ...old];
  const isOn = definition.default === true;
  const opposite = new Option(`--no-${toFlag(key).slice(2)}`, explain(key, definition));
  return [option.hideHelp(isOn), opposite.hideHelp(!isOn), ...old];
}

/** The parser only splits words; the option's own schema judges them, wherever they come from. */
function toParserOption(key: string, definition: AnyOption): Option {
  const { argument, repeatable, short } = definition;
  const name = short === undefined ? toFlag(key) : `${short}, ${toFlag(key)}`;
  const flag = argument === undefined ? name : `${name} <${argument}>`;
  const option = new Option(flag, explain(key, definition));
  if (repeatable !== true) return option;
  return option.argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ]);
}

function explain(key: string, definition: AnyOption): string {
  const { summary, environment = [], repeatable } = definition;
  const fallback = formatDefault(definition);
  const facts = [
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
    ...(repeatable === true ? ["repeatable; separated by commas in the variable"] : []),
    `env: ${[toVariable(key), ...environment].join(", ")}`,
  ];
  return `${summary} (${facts.join("; ")})`;
}

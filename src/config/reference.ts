/** The reference of all options as a page, from the tables. */

import { type AnyOption, toFlag, toVariable } from "../core/options.ts";
import { formatDefault } from "./defaults.ts";
import { bootOptions } from "./options.ts";
import { fixedSettings, optionRooms } from "./settings.ts";

const introduction = `# Options

Every setting, by the part of Landfall that obeys it. \`npm run docs\` writes this page from the declarations;
[configuration.md](configuration.md) says where settings come from and which source wins.

- A configuration file and \`-C NAME=VALUE\` call a setting by its key.
- DURATION is \`250ms\`, \`30s\`, \`5m\`, \`1h\`, \`2d\`; on the command line and in variables a bare number is seconds.
- SIZE is \`64kb\`, \`2mb\`, \`1gb\`, or a number of bytes.
- A switch has no value as a flag, and \`--no-NAME\` turns it off; elsewhere it is \`true\` or \`false\`.
- A list may be given by several flags; in a variable its items are separated by commas, or it is a JSON array.
`;

/** The page in Markdown. */
export function formatReference(): string {
  const rooms = Object.entries(optionRooms).map(([title, table]) => formatRoom(title, table, true));
  const boot = formatRoom("Where settings come from", bootOptions, false);
  return [introduction, ...rooms, boot].join("\n");
}

function formatRoom(
  title: string,
  table: Readonly<Record<string, AnyOption>>,
  isSetting: boolean,
): string {
  const options = Object.entries(table).map(([key, definition]) =>
    formatOption(key, definition, isSetting),
  );
  return `## ${title}\n\n${options.join("\n")}`;
}

function formatOption(key: string, definition: AnyOption, isSetting: boolean): string {
  const { summary, argument, repeatable, environment = [], short } = definition;
  const isFixed = isSetting && (fixedSettings as readonly string[]).includes(key);
  const flag = argument === undefined ? toFlag(key) : `${toFlag(key)} ${argument}`;
  const flags =
    key === "app"
      ? "the argument APP"
      : `\`${[...(short === undefined ? [] : [short]), flag].join(", ")}\``;
  const variables = [toVariable(key), ...environment].map((name) => `\`${name}\``).join(", ");
  const fallback = formatDefault(definition);
  return [
    `### ${key}`,
    "",
    summary,
    "",
    `- Flag: ${flags}`,
    `- Variable: ${variables}`,
    ...(isSetting ? [`- Key: \`${key}\``] : []),
    `- Default: ${fallback === undefined ? emptyDefault(definition) : `\`${fallback}\``}`,
    ...(repeatable === true ? ["- A list"] : []),
    ...(isFixed ? ["- Changes with a restart, not with a reload"] : []),
    "",
  ].join("\n");
}

function emptyDefault({ argument }: AnyOption): string {
  return argument === undefined ? "off" : "none";
}

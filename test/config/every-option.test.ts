/** Made of the option table, so that an option that is added tomorrow is tested too. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type AnyOption,
  bootOptions,
  formatReference,
  createJsonSchema,
  optionRooms,
  settingsTable,
  toFlag,
  toVariable,
} from "../../src/config/index.ts";
import { load } from "./project.ts";

const source = join(import.meta.dirname, "../../src");
const options = Object.entries(settingsTable) as [keyof typeof settingsTable, AnyOption][];

/** Texts of every kind that an option takes; where none fits a new option, add one that does. */
const samples = [
  ..."true false 7 2 2000 45s 3mb 640 /somewhere a=b 127.0.0.2:81 10.0.0.1 x-real-ip name".split(
    " ",
  ),
  ..."combined json info https://a.example/ env:NAME 8000-8003 * GET".split(" "),
];

function sampleOf(definition: AnyOption): string {
  const isOther = (text: string) => {
    const written = definition.repeatable === true ? [text] : text;
    const { success, data } = definition.schema.safeParse(written);
    return success && JSON.stringify(data) !== JSON.stringify(definition.default);
  };
  const sample = samples.find(isOther);
  if (sample === undefined) throw new Error("no sample fits: add one to the list above");
  return sample;
}

describe.each(options)("%s", (key, definition) => {
  const sample = sampleOf(definition);
  const typed = definition.repeatable === true ? [sample] : sample;

  test.each([
    ["flag", "flag", { flags: { [key]: typed } }],
    ["-C", "parameter", { flags: { param: [`${key}=${sample}`] } }],
    ["variable", "environment", { env: { [toVariable(key)]: sample } }],
    ["line of .env", "env-file", { files: { ".env": `${toVariable(key)}=${sample}` } }],
    [
      "key of a file",
      "file",
      { files: { "landfall.config.json": JSON.stringify({ [key]: typed }) } },
    ],
  ])("can be set by its %s", async (_, kind, call) => {
    const { settings, origins, problems } = await load(call);
    const written = definition.repeatable === true ? [sample] : sample;
    expect(problems).toEqual([]);
    expect(settings[key]).toEqual(definition.schema.parse(written));
    expect(origins[key].kind).toBe(kind);
  });

  test("is read by somebody", () => {
    const readers = listSources(source).filter((file) => {
      const isDeclaration = file.endsWith("options.ts") || file.startsWith(join(source, "config"));
      return !isDeclaration && new RegExp(`\\b${key}\\b`).test(readFileSync(file, "utf8"));
    });
    expect(readers).not.toEqual([]);
  });

  test("is documented in its room, with a sentence", () => {
    const rooms = Object.values(optionRooms).filter((table) => Object.hasOwn(table, key));
    expect(rooms).toHaveLength(1);
    expect(formatReference()).toContain(toFlag(key));
    expect(definition.summary).toMatch(/^[A-Z].*\.$/);
  });

  test("is in the schema for editors, with what it may be", () => {
    const { properties } = createJsonSchema(settingsTable) as {
      properties: Record<string, Record<string, unknown>>;
    };
    const { description, ...rest } = properties[key] ?? {};
    expect(description).toContain(definition.summary);
    expect(Object.keys(rest)).not.toEqual([]);
  });
});

test("no key, flag or variable is used twice", () => {
  const keys = [...Object.keys(settingsTable), ...Object.keys(bootOptions)];
  const names = keys.map(toVariable);
  expect(new Set(names).size).toBe(names.length);
});

test("the settings of the command line alone are documented too", () => {
  for (const key of Object.keys(bootOptions)) expect(formatReference()).toContain(`### ${key}\n`);
});

function listSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

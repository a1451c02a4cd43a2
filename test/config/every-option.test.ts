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
import { load, type ProjectCall } from "./project.ts";

const source = join(import.meta.dirname, "../../src");
const options = Object.entries(settingsTable) as [keyof typeof settingsTable, AnyOption][];

/** Texts of every kind that an option takes; where none fits a new option, add one that does. */
const samples = [
  ..."true false 7 2 2000 45s 3mb 640 077 25% /somewhere a=b 127.0.0.2:81 10.0.0.1 x-real-ip".split(
    " ",
  ),
  ..."name ./public https://a.example/ env:NAME 8000-8003 * root".split(" "),
];

function sampleOf(key: string, definition: AnyOption): string {
  const write = (text: string) => (definition.repeatable === true ? [text] : text);
  const isOther = (text: string) => {
    const { success, data } = definition.schema.safeParse(write(text));
    return success && JSON.stringify(data) !== JSON.stringify(definition.default);
  };
  // Where few words are right, the refusal of a wrong one lists them.
  const refusal = definition.schema.safeParse(write("?")).error;
  const words = JSON.stringify(refusal?.issues ?? "").split(/[^\w-]+/);
  const sample = [...samples, ...words].find((text) => text !== "" && isOther(text));
  if (sample === undefined) throw new Error(`no sample fits ${key}: add one to the list above`);
  return sample;
}

describe.each(options)("%s", (key, definition) => {
  test("can be set by flag, -C, variable, .env and file", async () => {
    const sample = sampleOf(key, definition);
    const written = definition.repeatable === true ? [sample] : sample;
    const calls: Readonly<Record<string, ProjectCall>> = {
      flag: { flags: { [key]: written } },
      parameter: { flags: { param: [`${key}=${sample}`] } },
      environment: { env: { [toVariable(key)]: sample } },
      "env-file": { files: { ".env": `${toVariable(key)}=${sample}` } },
      file: { files: { "landfall.config.json": JSON.stringify({ [key]: written }) } },
    };
    for (const [kind, call] of Object.entries(calls)) {
      const { settings, origins, problems } = await load(call);
      expect(problems).toEqual([]);
      expect([kind, settings[key]]).toEqual([kind, definition.schema.parse(written)]);
      expect(origins[key].kind).toBe(kind);
    }
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

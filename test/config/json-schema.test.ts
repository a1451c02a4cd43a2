import { expect, test } from "vitest";
import { createJsonSchema, settingsTable } from "../../src/config/index.ts";

interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

const schema = createJsonSchema(settingsTable) as unknown as Schema & {
  $defs: { section: Schema };
};

test("it has every setting, and the same ones in a section", () => {
  const { $schema, environments, ...settings } = schema.properties ?? {};
  expect(Object.keys(settings)).toEqual(Object.keys(settingsTable));
  expect(Object.keys(schema.$defs.section.properties ?? {})).toEqual(Object.keys(settingsTable));
  expect([$schema, environments]).toMatchObject([{ type: "string" }, { type: "object" }]);
});

test("a list may be one item, a duration a text or 0, a listener an object", () => {
  const typesOf = (key: string): unknown[] =>
    (schema.properties?.[key]?.anyOf ?? []).map(({ type, anyOf }) => type ?? anyOf?.length);
  expect(typesOf("unix")).toEqual(["string", "array"]);
  expect(typesOf("gracefulTimeout")).toEqual(["number", "string"]);
  expect(typesOf("listen")).toEqual([3, "array"]);
});

import { expect, test } from "vitest";
import { z } from "zod";
import {
  fromEnvironment,
  fromFlags,
  resolveSettings,
  settingsTable,
} from "../../src/config/index.ts";
import { integerSchema, type OptionTable } from "../../src/core/options.ts";

const table: OptionTable<{ port: number; names: string[] }> = {
  port: {
    schema: integerSchema(0, 65_535),
    default: 8080,
    summary: "A port.",
    argument: "PORT",
    environment: ["PORT"],
  },
  names: {
    schema: z.array(z.string()),
    default: [],
    summary: "Names.",
    argument: "NAME",
    repeatable: true,
  },
};

test("an empty variable counts as unset, and a list in a variable is separated by commas", () => {
  const { settings } = resolveSettings(table, [
    fromEnvironment({ LANDFALL_PORT: "", LANDFALL_NAMES: "a, b" }),
  ]);
  expect(settings).toEqual({ port: 8080, names: ["a", "b"] });
});

test("settings and origins are frozen", () => {
  const resolved = resolveSettings(table, []);
  expect(Object.isFrozen(resolved.settings)).toBe(true);
  expect(Object.isFrozen(resolved.origins)).toBe(true);
});

test.each([
  ["port", "http", '--port: expected a whole number from 0 to 65535, got "http"'],
  ["port", "70000", "--port: "],
  ["gracefulTimeout", "soon", '--graceful-timeout: expected a duration, got "soon"'],
  ["workers", "-1", '--workers: expected auto or a whole number from 1 to 1024, got "-1"'],
  ["unixMode", "9", '--unix-mode: expected three octal digits, got "9"'],
  ["listen", ["x:y"], '--listen: expected an address to listen on, got "x:y"'],
])("--%s %s is refused, naming flag, expectation and value", (key, value, message) => {
  expect(() => resolveSettings(settingsTable, [fromFlags({ [key]: value })])).toThrow(message);
});

test("[B1] zero workers mean one for each processor", () => {
  const { settings } = resolveSettings(settingsTable, [fromFlags({ workers: "0" })]);
  expect(settings.workers).toBe("auto");
});

test("every setting is JSON: it survives the way to a worker", () => {
  const { settings } = resolveSettings(settingsTable, []);
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
});

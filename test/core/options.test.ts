import { expect, test } from "vitest";
import {
  durationSchema,
  integerSchema,
  listenSchema,
  switchSchema,
  toFlag,
  toVariable,
} from "../../src/core/options.ts";

test.each([
  [true, ["1", "true", "yes", "on", "TRUE", true]],
  [false, ["0", "false", "no", "off", "", "Off", false]],
])("a switch is %s in every usual spelling", (expected, spellings) => {
  for (const spelling of spellings) expect(switchSchema.parse(spelling)).toBe(expected);
});

test.each(["maybe", "2", 1, null])("%j is no switch", (odd) => {
  expect(switchSchema.safeParse(odd).success).toBe(false);
});

test("a duration is text with a unit, or milliseconds in JSON, and never negative", () => {
  expect(durationSchema.parse("2s")).toBe(2_000);
  expect(durationSchema.parse(250)).toBe(250);
  expect(durationSchema.safeParse(-1).success).toBe(false);
  expect(durationSchema.safeParse("-1s").success).toBe(false);
});

test("a whole number keeps its bounds in text and in JSON", () => {
  const schema = integerSchema(1, 9);
  for (const good of ["1", "9", 1, 9]) expect(schema.parse(good)).toBe(Number(good));
  for (const bad of ["0", "10", "-1", "1.5", "0x1", " 1", 0, 10, 1.5]) {
    expect([bad, schema.safeParse(bad).success]).toEqual([bad, false]);
  }
});

test("one bad address spoils the list, and says which", () => {
  const { error } = listenSchema.safeParse(["127.0.0.1:80", "[::1]:65536"]);
  expect(error?.issues[0]?.message).toContain('"[::1]:65536"');
});

test("flag and variable are made of the key", () => {
  expect(toFlag("gracefulTimeout")).toBe("--graceful-timeout");
  expect(toVariable("gracefulTimeout")).toBe("LANDFALL_GRACEFUL_TIMEOUT");
});

import { expect, test } from "vitest";
import { kilobytes, megabytes } from "../../src/core/index.ts";
import {
  boundedSizeSchema,
  durationSchema,
  integerSchema,
  listenSchema,
  sizeSchema,
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

test("a duration is text with a unit; a bare number other than 0 could mean anything and is refused", () => {
  expect(durationSchema.parse("2s")).toBe(2_000);
  expect(durationSchema.parse(0)).toBe(0);
  expect(durationSchema.safeParse(30).success).toBe(false);
  expect(durationSchema.safeParse(-1).success).toBe(false);
  expect(durationSchema.safeParse("-1s").success).toBe(false);
});

test("a size is text with a unit, or bytes in JSON, and never negative", () => {
  expect(sizeSchema.parse("2mb")).toBe(2_097_152);
  expect(sizeSchema.parse(250)).toBe(250);
  for (const bad of [-1, 1.5, "-1mb", "many"])
    expect(sizeSchema.safeParse(bad).success).toBe(false);
});

test("a size keeps its bounds in text and in JSON, and says them", () => {
  const schema = boundedSizeSchema(kilobytes(1), megabytes(16));
  for (const good of ["1kb", "16mb", 1_024]) expect(schema.safeParse(good).success).toBe(true);
  for (const bad of ["1023", "16777217", "0", 0, 2 ** 30]) {
    const { error } = schema.safeParse(bad);
    expect(error?.issues[0]?.message).toBe("expected a size from 1kb to 16mb");
  }
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

import { expect, test } from "vitest";
import {
  fromEnvironment,
  fromFlags,
  resolveSettings,
  type Settings,
  settingsTable,
} from "../../src/config/index.ts";

const resolve = (flags: Record<string, unknown>, env: Record<string, string> = {}): Settings =>
  resolveSettings(settingsTable, [fromFlags(flags), fromEnvironment(env)]).settings;

test("[A17] without any word clients are limited, generously", () => {
  expect(resolve({})).toMatchObject({
    maxHeaderBytes: 65_536,
    maxHeaders: 100,
    maxBody: 104_857_600,
    maxMessage: 1_048_576,
    headerTimeout: 30_000,
    keepAliveTimeout: 65_000,
    minBodyRate: 250,
    decompressRequests: false,
  });
});

test("[A17] flags and variables set limits, in the units of people", () => {
  const flags = { maxBody: "2mb", keepAliveTimeout: "0", minBodyRate: "1kb" };
  const env = {
    LANDFALL_MAX_HEADER_BYTES: "16kb",
    LANDFALL_MAX_HEADERS: "50",
    LANDFALL_MAX_BODY: "5mb",
    LANDFALL_MAX_MESSAGE: "64kb",
    LANDFALL_HEADER_TIMEOUT: "10s",
    LANDFALL_DECOMPRESS_REQUESTS: "true",
  };
  expect(resolve(flags, env)).toMatchObject({
    maxHeaderBytes: 16_384,
    maxHeaders: 50,
    maxBody: 2_097_152,
    headerTimeout: 10_000,
    maxMessage: 65_536,
    keepAliveTimeout: 0,
    minBodyRate: 1_024,
    decompressRequests: true,
  });
});

test.each([
  ["maxBody", "much", 'expected a size, got "much"'],
  ["maxHeaderBytes", "10", "expected a size from 1kb to 16mb"],
  ["maxHeaders", "0", "expected a whole number from 1 to 10000"],
  ["minBodyRate", "-5", 'expected a size, got "-5"'],
])("%s %s is refused: %s", (name, text, words) => {
  expect(() => resolve({ [name]: text })).toThrow(words);
});

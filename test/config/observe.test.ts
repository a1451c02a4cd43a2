import { expect, test } from "vitest";
import {
  fromEnvironment,
  fromFile,
  fromFlags,
  resolveSettings,
  settingsTable,
} from "../../src/config/index.ts";

const resolve = (flags: Record<string, unknown>, env: Record<string, string> = {}) =>
  resolveSettings(settingsTable, [fromFlags(flags), fromEnvironment(env)]).settings;

test("nothing is logged or profiled unless somebody asks, but what goes wrong is said", () => {
  expect(resolve({})).toMatchObject({
    accessLog: "off",
    accessLogFile: "",
    accessLogSample: 1,
    accessLogExclude: [],
    logLevel: "info",
    logFormat: "text",
    profile: "",
    profileInterval: 60_000,
    profileKeep: 10,
  });
});

test("flags, variables and a file say the same thing", () => {
  const wanted = { accessLogSample: 0.25, accessLogExclude: ["/a", "/b"], logLevel: "warn" };
  const flags = { accessLogSample: "25%", accessLogExclude: ["/a,/b"], logLevel: "warn" };
  expect(resolve(flags)).toMatchObject(wanted);
  const env = {
    LANDFALL_ACCESS_LOG_SAMPLE: "0.25",
    LANDFALL_ACCESS_LOG_EXCLUDE: "/a, /b",
    LANDFALL_LOG_LEVEL: "warn",
  };
  expect(resolve({}, env)).toMatchObject(wanted);
  const file = fromFile("landfall.config.json", wanted);
  expect(resolveSettings(settingsTable, [file]).settings).toMatchObject(wanted);
});

test.each([
  [{ accessLog: "jsn" }, "--access-log: expected off, combined, common, json, csv", 'got "jsn"'],
  [{ accessLogSample: "0" }, "--access-log-sample: expected a share above 0", 'got "0"'],
  [{ accessLogSample: "110%" }, "--access-log-sample: expected a share above 0", 'got "110%"'],
  [{ accessLogExclude: ["a"] }, "--access-log-exclude: expected paths that begin with /", '"a"'],
  [{ accessLogExclude: ["/a?b"] }, "--access-log-exclude: expected paths", '"/a?b"'],
  [{ logLevel: "loud" }, "--log-level: expected debug, info, warn, error, silent", '"loud"'],
  [{ logFormat: "yaml" }, "--log-format: expected text, json", '"yaml"'],
  [{ profileInterval: "10ms" }, "--profile-interval: expected at least 1s", '"10ms"'],
  [{ profileKeep: "0" }, "--profile-keep: expected a whole number from 1 to 10000", '"0"'],
])("%j is refused", (flags, message, got) => {
  expect(() => resolve(flags)).toThrow(message);
  expect(() => resolve(flags)).toThrow(got);
});

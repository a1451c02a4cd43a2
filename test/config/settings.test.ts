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

test("without any word nobody but this machine and this user gets in, and nothing is hurried", () => {
  expect(resolve({})).toMatchObject({
    host: "127.0.0.1",
    port: 8080,
    unixMode: 0o600,
    workers: "auto",
    bootTimeout: 30_000,
    gracefulTimeout: 30_000,
    shutdownDelay: 0,
    lingerTimeout: 2_000,
    backlog: 511,
    quiet: false,
    stripTypes: false,
  });
});

test.each(["660", "0660"])("the unix mode %s is octal", (text) => {
  expect(resolve({ unixMode: text }).unixMode).toBe(0o660);
});

test("the platform's names for the number of workers, the host and the port are read", () => {
  const env = { WEB_CONCURRENCY: "3", HOST: "::", PORT: "5000" };
  expect(resolve({}, env)).toMatchObject({ workers: 3, host: "::", port: 5000 });
  const own = { LANDFALL_WORKERS: "4", LANDFALL_HOST: "::1", LANDFALL_PORT: "5001" };
  expect(resolve({}, { ...env, ...own })).toMatchObject({ workers: 4, host: "::1", port: 5001 });
});

test("a setting that is refused is a wrong call: exit code 2, with a hint", () => {
  expect(() => resolve({ port: "http" })).toThrow(
    expect.objectContaining({ exitCode: 2, hint: expect.stringContaining("TCP port") }),
  );
});

import { expect, test } from "vitest";
import {
  fromEnvironment,
  fromFlags,
  resolveSettings,
  settingsTable,
} from "../../src/config/index.ts";
import { formatListenTarget } from "../../src/core/index.ts";
import { planAddresses } from "../../src/launch/addresses.ts";

function plan(flags: Record<string, unknown>, env: Record<string, string> = {}): string[] {
  const resolved = resolveSettings(settingsTable, [fromFlags(flags), fromEnvironment(env)]);
  return planAddresses(resolved).map(formatListenTarget);
}

test("[A1] without any word it is 127.0.0.1:8080", () => {
  expect(plan({})).toEqual(["127.0.0.1:8080"]);
});

test("the platform's PORT and HOST are obeyed", () => {
  expect(plan({}, { PORT: "5000", HOST: "0.0.0.0" })).toEqual(["0.0.0.0:5000"]);
});

test("--unix stands alone", () => {
  expect(plan({ unix: ["/run/a.sock"] })).toEqual(["unix:/run/a.sock"]);
});

test("[A16] --listen may be repeated, and --port on the same command line stands beside it", () => {
  const listen = ["127.0.0.1:1", "unix:/a"];
  expect(plan({ listen })).toEqual(["127.0.0.1:1", "unix:/a"]);
  expect(plan({ listen, port: "9" })).toEqual(["127.0.0.1:9", "127.0.0.1:1", "unix:/a"]);
});

test("PORT in the environment adds nothing to what the command line asks for", () => {
  expect(plan({ listen: ["127.0.0.1:1"] }, { PORT: "5000" })).toEqual(["127.0.0.1:1"]);
});

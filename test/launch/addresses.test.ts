import { expect, test } from "vitest";
import {
  fromEnvironment,
  fromFlags,
  resolveSettings,
  settingsTable,
} from "../../src/config/index.ts";
import { formatListenTarget } from "../../src/core/index.ts";
import { planAddresses, planListening } from "../../src/launch/addresses.ts";
import type { Handover } from "../../src/serve/sockets/index.ts";

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

const handed: Handover = {
  kind: "ours",
  descriptors: [
    { fd: 3, name: "web" },
    { fd: 4, name: "web" },
    { fd: 5, name: "api" },
  ],
};
const notOurs: Handover = { kind: "not-ours", expected: "17" };

function planWith(
  handover: Handover,
  flags: Record<string, unknown>,
  env: Record<string, string> = {},
): { targets: string[]; warning: string | undefined } {
  const resolved = resolveSettings(settingsTable, [fromFlags(flags), fromEnvironment(env)]);
  const { targets, warning } = planListening(resolved, handover);
  return { targets: targets.map(formatListenTarget), warning };
}

test("sockets that were handed over are all that is listened on, whatever PORT says", () => {
  const targets = ["fd:3", "fd:4", "fd:5"];
  expect(planWith(handed, {}).targets).toEqual(targets);
  expect(planWith(handed, {}, { PORT: "5000" }).targets).toEqual(targets);
});

test("naming some of them takes those, and whatever stands beside them", () => {
  const listen = ["fd:web", "127.0.0.1:1"];
  expect(planWith(handed, { listen }).targets).toEqual(["fd:3", "fd:4", "127.0.0.1:1"]);
  expect(planWith(handed, { listen: ["fd:5"] }).targets).toEqual(["fd:5"]);
  expect(() => planWith(handed, { listen: ["fd:admin"] })).toThrow(
    'no socket named "admin" was handed over, only web, api',
  );
});

test.each([{ port: "9" }, { host: "::1" }, { unix: ["/a"] }, { listen: ["9"] }])(
  "asking for other addresses only, %j, is a contradiction",
  (flags) => {
    expect(() => planWith(handed, flags)).toThrow(/handed over 3 sockets .* was asked for/);
  },
);

test("sockets for another process are a wrapper in between, unless an address was asked for", () => {
  expect(() => planWith(notOurs, {})).toThrow(/handed to process 17, .* npx, npm or a shell/);
  expect(() => planWith(notOurs, {}, { PORT: "80" })).toThrow(/handed to process 17/);
  const { targets, warning } = planWith(notOurs, { port: "9" });
  expect(targets).toEqual(["127.0.0.1:9"]);
  expect(warning).toMatch(/LISTEN_FDS is for process 17, .* ignored/);
});

test("a descriptor by number needs no LISTEN_FDS", () => {
  expect(planWith({ kind: "none" }, { listen: ["fd:0"] }).targets).toEqual(["fd:0"]);
  expect(() => planWith({ kind: "none" }, { listen: ["fd:web"] })).toThrow(
    'no socket named "web" was handed over',
  );
});

test("[B5] --ports are a port for each worker on --host, whatever the platform says", () => {
  const ports = "8000-8002,9000";
  const expected = ["8000", "8001", "8002", "9000"].map((port) => `10.0.0.1:${port}`);
  expect(plan({ ports, host: "10.0.0.1" })).toEqual(expected);
  const platform = { PORT: "5000", WEB_CONCURRENCY: "7" };
  expect(plan({ ports, host: "10.0.0.1" }, platform)).toEqual(expected);
  expect(plan({ host: "10.0.0.1" }, { ...platform, LANDFALL_PORTS: ports })).toEqual(expected);
  // As many as there are is no contradiction, and the command line is above a variable.
  expect(plan({ ports, host: "10.0.0.1", workers: "4" })).toEqual(expected);
  expect(plan({ ports, host: "10.0.0.1" }, { LANDFALL_WORKERS: "2" })).toEqual(expected);
});

test.each(["workers", "listen", "unix", "port"])(
  "[B5] --ports and --%s at once are refused with the cure",
  (name) => {
    const value = name === "listen" || name === "unix" ? ["9"] : "9";
    expect(() => plan({ ports: "8000-8001", [name]: value })).toThrow(`--${name} was given, too`);
    const env = { LANDFALL_PORTS: "8000-8001" };
    expect(() => plan({ [name]: value }, env)).toThrow(`--${name} was given, too`);
  },
);

test("[B5] sockets that were handed over and --ports are a contradiction", () => {
  expect(() => planWith(handed, { ports: "8000-8002" })).toThrow(/handed over 3 sockets/);
});

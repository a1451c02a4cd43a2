import { expect, test } from "vitest";
import { planHandover, type Recipient } from "../../../src/serve/sockets/index.ts";

function plan(env: Recipient["env"], rest: Partial<Recipient> = {}): unknown {
  return planHandover({ env, pid: 42, ...rest });
}

const none = { kind: "none" };

test("descriptors from 3 on are ours when LISTEN_PID is our process", () => {
  const descriptors = [
    { fd: 3, name: "unknown" },
    { fd: 4, name: "unknown" },
  ];
  expect(plan({ LISTEN_FDS: "2", LISTEN_PID: "42" })).toEqual({ kind: "ours", descriptors });
});

test("names are those of LISTEN_FDNAMES; too few and too many of them do no harm", () => {
  const env = { LISTEN_FDS: "2", LISTEN_PID: "42" };
  const names = (text: string) =>
    (plan({ ...env, LISTEN_FDNAMES: text }) as { descriptors: { name: string }[] }).descriptors.map(
      ({ name }) => name,
    );
  expect(names("web:api")).toEqual(["web", "api"]);
  expect(names("web")).toEqual(["web", "unknown"]);
  expect(names(":api:more")).toEqual(["unknown", "api"]);
});

test.each([{}, { LISTEN_FDS: "0", LISTEN_PID: "42" }, { LISTEN_FDS: "", LISTEN_PID: "42" }])(
  "%j is nothing",
  (env) => {
    expect(plan(env)).toEqual(none);
  },
);

test("without LISTEN_PID nothing was handed over, as sd_listen_fds(3) has it", () => {
  expect(plan({ LISTEN_FDS: "1" })).toEqual(none);
});

test("another LISTEN_PID is told, unless we stand for that process", () => {
  const env = { LISTEN_FDS: "1", LISTEN_PID: "7" };
  expect(plan(env)).toEqual({ kind: "not-ours", expected: "7" });
  expect(plan(env, { standsFor: 8 })).toEqual({ kind: "not-ours", expected: "7" });
  expect(plan(env, { standsFor: 7 })).toMatchObject({ kind: "ours" });
});

test.each(["-1", "many", "1e3", "1001", "99999999999999999999", " 1"])(
  "LISTEN_FDS=%j is a mistake",
  (fds) => {
    expect(() => plan({ LISTEN_FDS: fds, LISTEN_PID: "42" })).toThrow(
      /LISTEN_FDS is ".*", expected/,
    );
  },
);

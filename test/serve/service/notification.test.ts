import { expect, test } from "vitest";
import { planNotification, planWatchdog } from "../../../src/serve/service/notification.ts";

const facts = { pid: 7, workers: 2, urls: ["http://127.0.0.1:80/", "unix:/a"], monotonic: 123n };

test("each phase has its lines", () => {
  expect(planNotification("booting", facts)).toEqual([]);
  expect(planNotification("serving", facts)).toEqual([
    "READY=1",
    "MAINPID=7",
    "STATUS=Serving http://127.0.0.1:80/ unix:/a with 2 workers",
  ]);
  expect(planNotification("reloading", { ...facts, workers: 1 })).toEqual([
    "RELOADING=1",
    "MONOTONIC_USEC=123",
    "STATUS=Reloading 1 worker",
  ]);
  expect(planNotification("stopping", facts)[0]).toBe("STOPPING=1");
});

const env = { NOTIFY_SOCKET: "/run/notify", WATCHDOG_USEC: "30000000" };

test("the watchdog is fed at half of its time", () => {
  expect(planWatchdog(env, 7)).toEqual({ kind: "ours", interval: 15_000 });
  expect(planWatchdog({ ...env, WATCHDOG_PID: "7" }, 7)).toEqual({
    kind: "ours",
    interval: 15_000,
  });
  expect(planWatchdog({ ...env, WATCHDOG_USEC: "1" }, 7)).toEqual({ kind: "ours", interval: 1 });
});

test("a watchdog of another process is told", () => {
  expect(planWatchdog({ ...env, WATCHDOG_PID: "8" }, 7)).toEqual({
    kind: "not-ours",
    expected: "8",
  });
});

test.each([
  { WATCHDOG_USEC: "1000" },
  { ...env, WATCHDOG_USEC: "0" },
  { ...env, WATCHDOG_USEC: "" },
  { ...env, WATCHDOG_USEC: "-5" },
  { ...env, NOTIFY_SOCKET: "" },
])("%j is no watchdog", (given) => {
  expect(planWatchdog(given, 7)).toEqual({ kind: "none" });
});

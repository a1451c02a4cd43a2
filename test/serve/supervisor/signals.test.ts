import { expect, onTestFinished, test } from "vitest";
import { type Clock, systemClock } from "../../../src/core/index.ts";
import { listenToSignals } from "../../../src/serve/supervisor/signals.ts";

/** Presses Ctrl-C at these milliseconds; says for each whether it asked to stop at once. */
function interruptAt(times: readonly number[]): boolean[] {
  let at = 0;
  const clock: Clock = { ...systemClock, now: () => at };
  const asked: boolean[] = [];
  const others = process.listeners("SIGINT");
  const stop = ({ now }: { now: boolean }): void => void asked.push(now);
  const actions = {
    reload: () => {},
    reopenLogs: () => {},
    scale: () => {},
    stop,
    upgrade: () => {},
  };
  onTestFinished(listenToSignals(actions, clock));
  const [press] = process.listeners("SIGINT").filter((listener) => !others.includes(listener));
  for (const time of times) {
    at = time;
    press?.("SIGINT");
  }
  return asked;
}

test("of two interrupts more than one key press apart the second one hurries", () => {
  expect(interruptAt([0, 301])).toEqual([false, true]);
});

test("one key press that arrives several times is one interrupt", () => {
  expect(interruptAt([0, 5, 300])).toEqual([false, false, false]);
});

test("an impatient drumming on Ctrl-C hurries as well", () => {
  expect(interruptAt([0, 200, 400])).toEqual([false, false, true]);
});

test("whoever stops listening leaves no listener behind", () => {
  const count = () =>
    (["SIGHUP", "SIGTERM", "SIGQUIT", "SIGINT"] as const).map((name) =>
      process.listenerCount(name),
    );
  const before = count();
  const unlisten = listenToSignals(
    { reload: () => {}, reopenLogs: () => {}, stop: () => {}, scale: () => {}, upgrade: () => {} },
    systemClock,
  );
  expect(count()).toEqual(before.map((number) => number + 1));
  unlisten();
  expect(count()).toEqual(before);
});

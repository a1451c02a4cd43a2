import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/core/index.ts";
import { AppSignals } from "../../../src/serve/worker/app-signals.ts";

function createSignals(): AppSignals {
  const signals = new AppSignals(systemClock).install();
  onTestFinished(() => signals[Symbol.dispose]());
  return signals;
}

describe("an app's signal handlers", () => {
  it("never hear the signal, and run when the worker leaves", async () => {
    const signals = createSignals();
    const heard: unknown[][] = [];
    const before = process.listenerCount("SIGINT");
    process.once("SIGINT", async (...args) => heard.push(["INT", ...args]));
    process.on("SIGTERM", async (...args) => heard.push(["TERM", ...args]));
    await Promise.resolve();
    expect([process.listenerCount("SIGINT"), process.listenerCount("SIGTERM")]).toEqual([
      before,
      0,
    ]);
    await signals.run();
    expect(heard).toEqual([["TERM", "SIGTERM", 15]]);
  });

  it("of an interrupt run where there are none for TERM", async () => {
    const signals = createSignals();
    const heard: string[] = [];
    process.on("SIGINT", async (name) => void heard.push(name));
    await signals.run();
    expect(heard).toEqual(["SIGINT"]);
  });

  it("that return no promise get a moment to end the process, others are waited for", async () => {
    const signals = createSignals();
    process.on("SIGTERM", () => {});
    const begin = performance.now();
    await signals.run();
    expect(performance.now() - begin).toBeGreaterThan(900);
  });

  it("of other signals and events are left alone", async () => {
    const signals = createSignals();
    const listener = (): void => {};
    process.on("SIGUSR2", listener).on("warning", listener);
    onTestFinished(() => void process.off("SIGUSR2", listener).off("warning", listener));
    await signals.run();
    expect(process.listeners("SIGUSR2")).toContain(listener);
    expect(process.listeners("warning")).toContain(listener);
  });
});

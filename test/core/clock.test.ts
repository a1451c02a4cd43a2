import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const clock = new URL("../../src/core/clock.ts", import.meta.url).href;

/** What a process prints that does this with the clock. */
function print(program: string): string {
  const text = `import { systemClock } from ${JSON.stringify(clock)}; ${program}`;
  const args = ["--input-type=module", "-e", text];
  return execFileSync(process.execPath, args, { encoding: "utf8", timeout: 10_000 });
}

test("a timer does not keep the process alive, a sleep does", () => {
  expect(print(`systemClock.after(60_000, () => {}); console.log("left")`)).toBe("left\n");
  expect(print(`systemClock.sleep(1).then(() => console.log("slept"))`)).toBe("slept\n");
});

test("a timer that was taken back does not go off", () => {
  const program = `systemClock.after(1, () => console.log("woken"))(); await systemClock.sleep(20)`;
  expect(print(program)).toBe("");
});

import { expect, it } from "vitest";
import { createProgress } from "../../src/cli/progress.ts";

function shown(isInteractive: boolean, total: number): readonly string[] {
  const lines: string[] = [];
  const progress = createProgress({ err: (line) => lines.push(line) }, "work", isInteractive);
  for (let done = 1; done <= total; done += 1) progress.show({ done, total });
  progress.end();
  return lines;
}

it("a terminal sees one bar, which takes its own place", () => {
  const [first, second, last] = shown(true, 2);
  expect(first).toBe(`work ${"█".repeat(15)}${"░".repeat(15)} 1/2`);
  expect(second).toBe(`\u001B[1A\u001B[2Kwork ${"█".repeat(30)} 2/2`);
  expect(last).toBe("\u001B[1A\u001B[2Kwork: done");
});

it("elsewhere a few lines are enough, whatever there is to do", () => {
  expect(shown(false, 1000)).toEqual([
    "work: 250 of 1000",
    "work: 500 of 1000",
    "work: 750 of 1000",
  ]);
  expect(shown(false, 1)).toEqual([]);
  expect(shown(false, 0)).toEqual([]);
});

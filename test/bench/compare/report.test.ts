/** What is printed and stands on the page. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { judge, toRows, type Figure } from "../../../bench/compare/figures.ts";
import { blockCommand, toChart } from "../../../bench/compare/page.ts";
import { formatResult } from "../../../bench/compare/report.ts";
import { isBad, type SuiteResult } from "../../../bench/compare/result.ts";
import { hello } from "../../../bench/compare/suites/hello.ts";
import { reloadRace } from "../../../bench/compare/suites/reload-race.ts";
import { suites } from "../../../bench/compare/suites.ts";
import { beginMark, replaceBlock } from "../../../bench/reporting/blocks.ts";

const surroundings = {
  effort: { seconds: 2, rounds: 2 },
  versions: { "node-http": "v24" },
  machine: "A machine.",
};

const figures: Figure[] = [
  ["landfall", 0, 90_000],
  ["node-http", 0, 100_000],
  ["landfall", 1, 97_000],
  ["node-http", 1, 100_000],
].map(([competitor, round, perSecond]) => ({
  competitor: String(competitor),
  round: Number(round),
  perSecond: Number(perSecond),
  perCpuSecond: Number(perSecond),
  megabytes: 50.4,
}));

const loaded: SuiteResult = {
  kind: "load",
  suite: hello,
  rows: toRows(hello, figures),
  verdicts: judge(hello.targets.slice(0, 2), figures),
  faults: [{ competitor: "bun", reason: "npm could not install bun" }],
};

it("tells medians, the spread beside them, verdicts, and who was left out", () => {
  expect(formatResult(loaded, surroundings)).toBe(`\
| server    | version | requests/s |  lowest–highest | ÷ node-http | lowest–highest | requests/CPU-s | ÷ node-http |  MB |
| --------- | ------- | ---------: | --------------: | ----------: | -------------: | -------------: | ----------: | --: |
| landfall  |         |     93,500 |   90,000–97,000 |        0.94 |      0.90–0.97 |         93,500 |        0.94 |  50 |
| node-http | v24     |    100,000 | 100,000–100,000 |        1.00 |      1.00–1.00 |        100,000 |        1.00 |  50 |

| landfall                          | floor | target | measured | lowest–highest | verdict      |
| --------------------------------- | ----: | -----: | -------: | -------------: | ------------ |
| engine \`node\` against node-http   | 0.93× |  0.97× |     0.94 |      0.90–0.97 | above floor  |
| engine \`direct\` against node-http |  1.4× |   1.5× |        — |              — | not measured |

- Left out: bun, npm could not install bun

2 rounds of 2 s. A machine.`);
});

const row = { requests: 100_000, reloads: 9, quietP99: 10, reloadingP99: 25 };
const reloaded: SuiteResult = {
  kind: "reload",
  suite: reloadRace,
  rows: [
    { competitor: "landfall", ...row, lost: 0, losses: {} },
    { competitor: "pm2", ...row, lost: 3, losses: { reset: 2, closed: 1 } },
  ],
  faults: [],
};

it("tells what was lost in reloads, and of which kind", () => {
  const text = formatResult(reloaded, surroundings);
  expect(text).toMatch(/\| landfall +\| +\| +100,000 \| +9 \| +0 \| .* 2\.50 \| none /);
  expect(text).toMatch(/\| pm2 +\| .* 3 \| .* 2 reset, 1 closed \|/);
  expect(text).toContain("no lost request holds; a p99 of at most 2× the undisturbed one: above");
});

it("is bad when a floor does not hold, or Landfall loses a request", () => {
  expect(isBad(loaded)).toBe(false);
  const slow = figures.map((one) =>
    one.competitor === "landfall" ? { ...one, perSecond: 80_000 } : one,
  );
  expect(isBad({ ...loaded, verdicts: judge(hello.targets, slow) })).toBe(true);
  expect(isBad(reloaded)).toBe(false);
  const rows = reloaded.rows.map((one) => ({ ...one, lost: 1 }));
  expect(isBad({ ...reloaded, rows })).toBe(true);
  const faults = [{ competitor: "landfall", reason: "no answer" }];
  expect(isBad({ ...reloaded, rows: [], faults })).toBe(true);
});

it("charts requests per second, the highest first and ours marked", () => {
  const bars = toChart(loaded)?.bars.map(({ label, isOurs }) => ({ label, isOurs }));
  expect(bars).toEqual([
    { label: "node-http", isOurs: false },
    { label: "landfall", isOurs: true },
  ]);
  expect(toChart(reloaded)).toBeUndefined();
});

const page = readFileSync(path.join(import.meta.dirname, "../../../docs/benchmarks.md"), "utf8");

it.each(suites)("has a block for $name under its title on the page", ({ name, title }) => {
  const mark = beginMark(blockCommand(name));
  expect(page).toContain(mark);
  const section = page.slice(page.indexOf(`\n## ${title}\n`), page.indexOf(mark));
  expect(section).toMatch(/^\n## [^#]*$/);
});

it("replaces what stands between the marks, and nothing else", () => {
  const text = `before\n\n${beginMark("a")}\n\nold\n\n<!-- end -->\n\n${beginMark("b")}\n\nkept\n\n<!-- end -->\n`;
  expect(replaceBlock(text, "a", "new")).toBe(text.replace("old", "new"));
  expect(replaceBlock(text, "b", "$& new")).toBe(text.replace("kept", () => "$& new"));
  expect(() => replaceBlock(text, "c", "new")).toThrow("the page has no block");
});

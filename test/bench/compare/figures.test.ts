/** From measurements to rows and verdicts. */
import { expect, it } from "vitest";
import { judge, toRows, type Figure } from "../../../bench/compare/figures.ts";

const figure = (competitor: string, round: number, perSecond: number): Figure => ({
  competitor,
  round,
  perSecond,
  perCpuSecond: perSecond * 2,
  megabytes: 40 + round,
});

/** A machine that is half as fast in the second round. */
const figures = [
  figure("base", 0, 1_000),
  figure("ours", 0, 1_500),
  figure("base", 1, 500),
  figure("ours", 1, 700),
  figure("base", 2, 1_000),
  figure("ours", 2, 1_600),
];

it("takes ratios round by round, so that a slow round is slow for both", () => {
  const [ours] = toRows({ competitors: ["ours", "base", "absent"], base: "base" }, figures);
  expect(ours?.perSecond).toEqual({ median: 1_500, lowest: 700, highest: 1_600 });
  expect(ours?.ratio).toEqual({ median: 1.5, lowest: 1.4, highest: 1.6 });
  expect(ours?.cpuRatio.median).toBe(1.5);
  expect(ours?.megabytes).toBe(41);
});

it("leaves out who was not measured", () => {
  const rows = toRows({ competitors: ["absent", "base", "ours"], base: "base" }, figures);
  expect(rows.map(({ competitor }) => competitor)).toEqual(["base", "ours"]);
});

it.each([
  { floor: 1, target: 1.5, says: "on target" },
  { floor: 1.5, target: 1.6, says: "above floor" },
  { floor: 1.51, target: 2, says: "below floor" },
  { target: 1.6, says: "below target" },
])("judges the median of 1.5 as $says", ({ says, ...shares }) => {
  const target = { what: "w", competitor: "ours", against: "base", ...shares };
  expect(judge([target], figures)[0]?.says).toBe(says);
});

it("does not judge what was not measured", () => {
  const target = { what: "w", competitor: "ours", against: "absent", floor: 1, target: 1 };
  expect(judge([target], figures)[0]?.says).toBe("not measured");
  expect(judge([{ ...target, competitor: "absent", against: "ours" }], figures)[0]?.says).toBe(
    "not measured",
  );
});

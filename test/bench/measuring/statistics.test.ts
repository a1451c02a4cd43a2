/** Medians, spreads and ratios. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { interleave } from "../../../bench/measuring/order.ts";
import { median, quantile, toRatios, toSpread } from "../../../bench/measuring/statistics.ts";

it("takes the value in the middle, or the mean of two", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([1, 10, 2, 4])).toBe(3);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

it("takes a quantile between its neighbours", () => {
  expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
  expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
});

it("keeps the median between the lowest and the highest", () => {
  const values = fc.array(fc.double({ noNaN: true, min: 0, max: 1e9 }), { minLength: 1 });
  fc.assert(
    fc.property(values, (list) => {
      const { lowest, median: middle, highest } = toSpread(list);
      return lowest <= middle && middle <= highest;
    }),
  );
});

it("compares only what was measured in the same round", () => {
  const own = [
    { round: 0, value: 10 },
    { round: 1, value: 30 },
    { round: 2, value: 50 },
  ];
  const others = [
    { round: 2, value: 100 },
    { round: 0, value: 5 },
    { round: 1, value: 0 },
  ];
  expect(toRatios(own, others)).toEqual([2, 0.5]);
});

it("measures everybody once a round and lets nobody always begin", () => {
  const order = interleave(["a", "b", "c"], 4).map(({ round, item }) => `${round}${item}`);
  expect(order.join(" ")).toBe("0a 0b 0c 1b 1c 1a 2c 2a 2b 3a 3b 3c");
});

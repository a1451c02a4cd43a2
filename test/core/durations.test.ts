import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, millis, parseDuration } from "../../src/core/index.ts";

test.each([
  ["250ms", 250],
  ["30s", 30_000],
  ["1.5m", 90_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
  ["5", 5_000],
  ["0", 0],
])("%s is %i milliseconds", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each(["", "s", "-1s", "1 week", "1e3s", "30sec", "∞", "1s2s"])(
  "%j is refused with what was expected",
  (text) => {
    expect(() => parseDuration(text)).toThrow(`expected a duration, got ${JSON.stringify(text)}`);
  },
);

test("what is written is read back as the same duration", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), (count) => {
      expect(parseDuration(formatDuration(millis(count)))).toBe(count);
    }),
  );
});

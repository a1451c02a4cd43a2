import fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, formatSize, kilobytes, megabytes, parseSize } from "../../src/core/index.ts";

test.each([
  ["0", 0],
  ["512", 512],
  ["512b", 512],
  ["64kb", 65_536],
  ["64 KB", 65_536],
  ["2M", 2_097_152],
  ["1.5mb", 1_572_864],
  ["1gb", 1_073_741_824],
  ["2tb", 2_199_023_255_552],
])("%s is %i bytes", (text, expected) => {
  expect(parseSize(text)).toBe(expected);
});

test.each(["", "mb", "-1mb", "1 m b", "1e3", "1kib", "∞", "1kb2mb", "99999999999tb"])(
  "%j is refused with what was expected",
  (text) => {
    expect(() => parseSize(text)).toThrow(`expected a size, got ${JSON.stringify(text)}`);
  },
);

test("what is written is read back as the same size", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.constantFrom(1, 1_024, 1_024 ** 2), (count, unit) => {
      const size = bytes(Math.floor(count / unit) * unit);
      expect(parseSize(formatSize(size))).toBe(size);
    }),
  );
});

test("a size is written in its largest whole unit", () => {
  const sizes = [bytes(0), bytes(1_000), kilobytes(64), megabytes(100), megabytes(2_048)];
  expect(sizes.map(formatSize)).toEqual(["0", "1000", "64kb", "100mb", "2gb"]);
});

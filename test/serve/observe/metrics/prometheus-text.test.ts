/** The reader that other tests believe must itself refuse what is wrong. */

import { expect, test } from "vitest";
import { readPrometheus, sumOf, valueOf } from "./prometheus-text.ts";

const head = "# HELP a_total A.\n# TYPE a_total counter\n";
const histogram = "# HELP h H.\n# TYPE h histogram\n";

test("labels and numbers are read", () => {
  const read = readPrometheus(`${head}a_total{x="1\\"\\\\\\n",y=""} 2\na_total 1e3\n`);
  expect(valueOf(read, "a_total", { x: '1"\\\n', y: "" })).toBe(2);
  expect(sumOf(read, "a_total")).toBe(1_002);
});

test.each([
  ["an end is missing", `${head}a_total 1`],
  ["a value is no number", `${head}a_total one\n`],
  ["a label is not quoted", `${head}a_total{x=1} 1\n`],
  ["a quotation mark is bare", `${head}a_total{x="a"b"} 1\n`],
  ["a label stands twice", `${head}a_total{x="1",x="2"} 1\n`],
  ["a series stands twice", `${head}a_total 1\na_total 2\n`],
  ["a family stands twice", `${head}a_total 1\n${head}`],
  ["a sample is of no family", `${head}b_total 1\n`],
  ["a type is unknown", "# HELP a A.\n# TYPE a number\n"],
  ["help is missing", "# TYPE a_total counter\na_total 1\n"],
  ["a counter is negative", `${head}a_total -1\n`],
  ["a counter has no _total", "# HELP a A.\n# TYPE a counter\na 1\n"],
  ["a histogram has no +Inf", `${histogram}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`],
  [
    "a histogram falls",
    `${histogram}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`,
  ],
  ["a histogram's count is another", `${histogram}h_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n`],
  ["a histogram has no sum", `${histogram}h_bucket{le="+Inf"} 1\nh_count 1\n`],
])("a text is refused in which %s", (_what, text) => {
  expect(() => readPrometheus(text)).toThrow();
});

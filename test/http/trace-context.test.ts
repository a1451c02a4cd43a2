import { expect, test } from "vitest";
import { readTraceContext } from "../../src/http/index.ts";

const trace = "0af7651916cd43dd8448eb211c80319c";
const parent = "b7ad6b7169203331";
const read = (...values: string[]) =>
  readTraceContext(["Host", "a", ...values.flatMap((value) => ["TraceParent", value])]);

test("a valid traceparent is taken over", () => {
  expect(read(`00-${trace}-${parent}-01`)).toEqual({
    traceId: trace,
    parentId: parent,
    isSampled: true,
  });
  expect(read(`00-${trace}-${parent}-02`)?.isSampled).toBe(false);
});

test("a later version is read as far as it is known", () => {
  expect(read(`cc-${trace}-${parent}-01-what-the-future-brings`)?.traceId).toBe(trace);
});

test.each([
  "",
  "00",
  `00-${trace}-${parent}`,
  `00-${trace}-${parent}-01-more`,
  `00-${trace}-${parent}-01 `,
  `00-${trace}-${parent}-01\n`,
  `ff-${trace}-${parent}-01`,
  `cc-${trace}-${parent}-01.more`,
  `00-${trace.toUpperCase()}-${parent}-01`,
  `00-${"0".repeat(32)}-${parent}-01`,
  `00-${trace}-${"0".repeat(16)}-01`,
  `00-${trace.slice(1)}-${parent}-01`,
  `0-${trace}-${parent}-01`,
  `00-${trace}-${parent}-1`,
])("%j is none", (text) => {
  expect(read(text)).toBeUndefined();
});

test("of two nobody knows whose they are", () => {
  const valid = `00-${trace}-${parent}-01`;
  expect(read(valid, valid)).toBeUndefined();
});

import { expect, test } from "vitest";
import { open, openToWorker, seal } from "../../../src/serve/channel/index.ts";

test("what was sealed is opened on the other side", () => {
  const message = { kind: "drain", delay: 5 as never } as const;
  expect(openToWorker(JSON.parse(JSON.stringify(seal(message))))).toEqual(message);
});

test.each([undefined, null, "drain", 1, {}, { message: { kind: "drain" } }])(
  "%j is no envelope",
  (odd) => {
    expect(open(odd)).toBeUndefined();
  },
);

test("an envelope of another version stays closed", () => {
  const { message } = seal({ kind: "stopped-accepting" });
  expect(open({ landfall: 0, message })).toBeUndefined();
});

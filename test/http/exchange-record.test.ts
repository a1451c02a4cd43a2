import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { systemClock } from "../../src/core/index.ts";
import type { CompletedRequest, ServedContext } from "../../src/http/index.ts";
import { ExchangeRecord } from "../../src/http/exchange-record.ts";

function setUp() {
  const incoming = new IncomingMessage(new Socket());
  const records: CompletedRequest[] = [];
  const parts = {
    incoming,
    outgoing: new ServerResponse(incoming),
    context: {} as ServedContext,
    answer: { sent: 0 },
  };
  const onCompleted = (completed: CompletedRequest): void => void records.push(completed);
  return { record: new ExchangeRecord(parts, { clock: systemClock, onCompleted }), records };
}

test("an exchange that is complete without an answer has left its connection to another protocol: 101", () => {
  const { record, records } = setUp();
  record.complete(false);
  expect(records).toMatchObject([{ status: 101, isAborted: false, firstByte: undefined }]);
});

test("an exchange is over once, whatever happens to it afterwards", () => {
  const { record, records } = setUp();
  record.refuse(413);
  record.complete(true);
  record.complete(false);
  expect(records).toMatchObject([{ status: 413, isAborted: false }]);
});

test("time stands still when it is over", async () => {
  const { record } = setUp();
  record.complete(true);
  const { duration } = record;
  await new Promise((resolve) => setImmediate(resolve));
  expect(record.duration).toBe(duration);
});

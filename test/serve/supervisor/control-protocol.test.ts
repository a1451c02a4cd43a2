import { expect, test } from "vitest";
import {
  type ControlReply,
  formatControl,
  parseControlReply,
  parseControlRequest,
} from "../../../src/serve/supervisor/control-protocol.ts";
import type {
  KillStatus,
  MasterStatus,
  WorkerStatus,
} from "../../../src/serve/supervisor/master-status.ts";

test.each([1, 4, 1_024])("a scale to %s is a request", (workers) => {
  const request = { kind: "scale", workers } as const;
  expect(parseControlRequest(formatControl(request))).toEqual(request);
});

test.each([0, -1, 1.5, 1_025, "3", null])("a scale to %s is none", (workers) => {
  const line = JSON.stringify({ landfall: 1, kind: "scale", workers });
  expect(parseControlRequest(line)).toMatchObject({ kind: "misunderstood", version: 1 });
});

test("a status with a worker that hangs and one that was killed comes through whole", () => {
  const kill: KillStatus = {
    id: 1,
    generation: 2,
    reason: "hung",
    age: 5,
    silence: 4,
    memory: 3,
    pid: 7,
    route: "GET /",
    at: "2026-01-01T00:00:00.000Z",
  };
  const worker: WorkerStatus = {
    id: 0,
    pid: 8,
    generation: 2,
    state: "hung",
    age: 1,
    connections: 1,
    inFlight: 1,
    requests: 1,
    memory: 1,
    cpu: 1.5,
    cpuTime: 9,
    restarts: { crash: 1 },
    addresses: ["127.0.0.1:1"],
  };
  const status: MasterStatus = {
    pid: 1,
    phase: "scaling",
    generation: 2,
    uptime: 3,
    addresses: [],
    listeners: [{ address: "127.0.0.1:1", worker: 0, waiting: 3 }],
    memory: 4,
    reloads: [{ generation: 2, outcome: "failed", at: "now", took: 1, reason: "boom" }],
    restarts: { crash: 1 },
    folder: "/",
    app: "a",
    target: 0,
    parked: 2,
    kills: [kill],
    workers: [worker],
  };
  const reply: ControlReply = { kind: "status", status };
  expect(parseControlReply(formatControl(reply))).toEqual(reply);
});

test("a status of a master that does not say yet what was added later is understood", () => {
  const worker = { id: 0, generation: 1, state: "ready", age: 1 };
  const counts = { connections: 0, inFlight: 0, requests: 0, memory: 0 };
  const status = { pid: 1, phase: "serving", generation: 1, uptime: 1, addresses: [], folder: "/" };
  const workers = [{ ...worker, ...counts }];
  const rest = { app: "a", target: 1, kills: [], workers };
  const line = JSON.stringify({ landfall: 1, kind: "status", status: { ...status, ...rest } });
  const added = { listeners: [], reloads: [], restarts: {}, memory: 0 };
  expect(parseControlReply(line)).toMatchObject({
    kind: "status",
    status: { ...added, workers: [{ cpu: 0, cpuTime: 0, restarts: {} }] },
  });
});

test("members that a newer peer adds are ignored", () => {
  const line = '{"landfall":1,"kind":"reload","waitDrained":true,"gently":{"very":1}}';
  expect(parseControlRequest(line)).toEqual({ kind: "reload", waitDrained: true });
});

test.each([
  ['{"landfall":1,"kind":"explode"}', /^nothing that version 1 of this Landfall knows.*"explode"$/],
  ['{"landfall":2,"kind":"status"}', /^it is in version 2 of the control protocol, and not in 1$/],
  ['{"kind":"status"}', /^not a line of the control protocol$/],
  ["null", /^not a line of the control protocol$/],
  ["x".repeat(1_000), /^not a line of the control protocol$/],
])("the reason why %s says nothing stands in the refusal", (line, reason) => {
  expect(parseControlRequest(line)).toMatchObject({ reason: expect.stringMatching(reason) });
});

test("a refusal is understood in every version, and nothing else of another one", () => {
  const refusal = '{"landfall":7,"kind":"refused","reason":"too old","advice":"upgrade"}';
  expect(parseControlReply(refusal)).toEqual({ kind: "refused", reason: "too old" });
  const other = '{"landfall":7,"kind":"stopping","pid":1}';
  expect(parseControlReply(other)).toMatchObject({ kind: "misunderstood", version: 7 });
});

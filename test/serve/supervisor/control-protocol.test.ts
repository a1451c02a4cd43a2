import { expect, test } from "vitest";
import {
  type ControlReply,
  formatControl,
  type KillStatus,
  type MasterStatus,
  parseControlReply,
  parseControlRequest,
  type WorkerStatus,
} from "../../../src/serve/supervisor/control-protocol.ts";

test.each([1, 4, 1_024])("a scale to %s is a request", (workers) => {
  const request = { kind: "scale", workers } as const;
  expect(parseControlRequest(formatControl(request))).toEqual(request);
});

test.each([0, -1, 1.5, 1_025, "3", null])("a scale to %s is none", (workers) => {
  const line = JSON.stringify({ landfall: 1, kind: "scale", workers });
  expect(parseControlRequest(line)).toBeUndefined();
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
  };
  const status: MasterStatus = {
    pid: 1,
    phase: "scaling",
    generation: 2,
    uptime: 3,
    addresses: [],
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

import { expect, test } from "vitest";
import { bytes, millis } from "../../../src/core/index.ts";
import type { MasterEvent } from "../../../src/serve/supervisor/state.ts";
import { type Occurrence, toOccurrences } from "../../../src/serve/supervisor/occurrences.ts";
import { brokenApp, World } from "./world.ts";

function nameOf(occurrence: Exclude<Occurrence, { kind: "reload" }>): string {
  return occurrence.kind === "start" ? "start" : `${occurrence.kind} ${occurrence.reason}`;
}

/** A world that counts what is worth counting, e.g. `restart crash`. */
class CountingWorld extends World {
  readonly counts: Record<string, number> = {};

  override happen(event: MasterEvent): ReturnType<World["happen"]> {
    const before = this.state;
    const commands = super.happen(event);
    for (const occurrence of toOccurrences(before, event, { state: this.state, commands })) {
      const { kind } = occurrence;
      const key = kind === "reload" ? `reload ${occurrence.outcome}` : nameOf(occurrence);
      this.counts[key] = (this.counts[key] ?? 0) + 1;
    }
    return commands;
  }
}

test("a boot starts workers and restarts none", () => {
  const world = new CountingWorld();
  world.boot();
  expect(world.counts).toEqual({ start: 2 });
});

test("a worker that ends by itself is a crash, one that never was ready a failed start", () => {
  const world = new CountingWorld();
  world.boot();
  world.exit(world.list("ready")[0]!);
  world.exit(world.list("starting")[0]!);
  expect(world.counts).toEqual({ start: 3, "restart crash": 1, "restart failed-start": 1 });
});

test("a reload that succeeds restarts nobody and is counted once, however many asked for it", () => {
  const world = new CountingWorld();
  world.boot();
  world.reload(1, true);
  world.happen({ kind: "reload-requested", request: 2, waitDrained: false });
  world.readyNext();
  world.readyNext();
  for (const worker of world.list("draining")) world.stopAccepting(worker);
  expect(world.counts).toEqual({ start: 4, "reload done": 1 });
  for (const worker of world.list("draining")) world.exit(worker);
  expect(world.counts["reload done"]).toBe(1);
});

test("a reload whose canary fails has failed", () => {
  const world = new CountingWorld();
  world.boot();
  world.reload(1);
  world.exit(world.list("starting")[0]!, brokenApp);
  expect(world.counts).toMatchObject({ "reload failed": 1, "restart failed-start": 1 });
  expect(world.counts["reload done"]).toBeUndefined();
});

test("a reload that stays half way has failed, though its generation serves", () => {
  const world = new CountingWorld();
  world.boot();
  world.reload(1);
  world.readyNext();
  for (let attempt = 0; attempt < 3; attempt += 1)
    world.exit(world.list("starting").at(-1)!, brokenApp);
  expect(world.counts).toMatchObject({ "reload failed": 1 });
  expect(world.counts["reload done"]).toBeUndefined();
});

test("a reload that the end of the master interrupts is counted as that", () => {
  const world = new CountingWorld();
  world.boot();
  world.reload(1);
  world.happen({ kind: "stop-requested", now: false });
  expect(world.counts["reload interrupted"]).toBe(1);
  expect(world.counts["reload failed"]).toBeUndefined();
});

test("each recycled worker is one restart by its reason, whatever becomes of it", () => {
  const world = new CountingWorld({
    maxRequests: 10,
    maxMemory: bytes(100),
    maxMemoryHard: bytes(200),
  });
  world.boot();
  world.pass(2_000);
  const [first, second] = world.list("ready");
  world.beat(first!, { requests: 10 });
  world.beat(first!, { requests: 11 });
  world.happen({ kind: "worker-wants-out", serial: second!.serial });
  world.exit(world.state.workers.get(first!.serial)!);
  expect(world.counts).toMatchObject({ "restart max-requests": 1, "restart signal": 1 });
  expect(world.counts["restart crash"]).toBeUndefined();
});

test("a worker that hangs is one restart and one kill, also if it ends by that kill", () => {
  const world = new CountingWorld({ heartbeatTimeout: millis(5_000) });
  world.boot();
  const [hung, other] = world.list("ready");
  for (let second = 0; second < 8; second += 1) {
    world.pass(1_000);
    world.beat(other!, {});
  }
  expect(world.counts["restart hung"]).toBe(1);
  world.readyNext();
  expect(world.counts["kill hung"]).toBe(1);
  world.exit(world.state.workers.get(hung!.serial)!);
  expect(world.counts).toMatchObject({ "restart hung": 1, "kill hung": 1, start: 3 });
});

test("memory beyond the hard limit is a kill and a restart", () => {
  const world = new CountingWorld({ maxMemory: bytes(100), maxMemoryHard: bytes(200) });
  world.boot();
  world.beat(world.list("ready")[0]!, { memory: 300 });
  expect(world.counts).toMatchObject({ "kill max-memory-hard": 1, "restart max-memory-hard": 1 });
});

test("a stop restarts nobody", () => {
  const world = new CountingWorld();
  world.boot();
  world.happen({ kind: "stop-requested", now: false });
  for (const worker of world.list("draining")) world.exit(worker);
  expect(world.counts).toEqual({ start: 2 });
});

import { describe, expect, test } from "vitest";
import { bytes, millis } from "../../../src/core/index.ts";
import { Chronicle } from "../../../src/serve/supervisor/chronicle.ts";
import { type Occurrence, toOccurrences } from "../../../src/serve/supervisor/occurrences.ts";
import type { Policy } from "../../../src/serve/supervisor/policy.ts";
import type { MasterCommand, MasterEvent } from "../../../src/serve/supervisor/state.ts";
import { brokenApp, World } from "./world.ts";

/** A world that notes what happens in it. */
class NotedWorld extends World {
  readonly chronicle: Chronicle = new Chronicle();
  readonly occurrences: Occurrence[] = [];

  override happen(event: MasterEvent): readonly MasterCommand[] {
    const before = this.state;
    const commands = super.happen(event);
    for (const occurrence of toOccurrences(before, event, { state: this.state, commands })) {
      this.occurrences.push(occurrence);
      this.chronicle.note(occurrence, this.at);
    }
    return commands;
  }
}

function serving(policy: Partial<Policy> = {}): NotedWorld {
  return new NotedWorld(policy).boot();
}

/** Lets every worker of a reload become ready and its predecessor leave. */
function complete(world: World): void {
  while (world.state.phase.kind === "reloading") {
    if (world.list("starting").length > 0) world.readyNext();
    for (const worker of world.list("draining")) {
      world.stopAccepting(worker);
      world.exit(worker);
    }
  }
}

describe("[I6] what is counted as a restart", () => {
  test("a crash, by the worker's id; neither the boot nor a reload nor a stop", () => {
    const world = serving();
    world.reload(1);
    complete(world);
    expect(world.chronicle.restarts).toEqual({});
    world.exit(world.list("ready")[1]!);
    expect(world.chronicle.restarts).toEqual({ crash: 1 });
    const [count, none] = [world.chronicle.restartsOf(1), world.chronicle.restartsOf(0)];
    expect([count, none]).toEqual([{ crash: 1 }, {}]);
    world.happen({ kind: "stop-requested", now: false });
    for (const worker of world.state.workers.values()) world.exit(worker);
    expect(world.chronicle.restarts).toEqual({ crash: 1 });
  });

  test("a limit that was reached, once, also when the worker crashes on its way out", () => {
    const world = serving({ maxRequests: 10 });
    world.pass(2_000);
    const [worker] = world.list("ready");
    world.beat(worker!, { requests: 11 });
    expect(world.list("leaving")).toHaveLength(1);
    world.exit(world.list("leaving")[0]!);
    expect(world.chronicle.restarts).toEqual({ "max-requests": 1 });
  });

  test("a worker that hangs, one above its hard limit, one that got TERM", () => {
    const world = serving({ heartbeatTimeout: millis(4_000), maxMemoryHard: bytes(100) });
    const [first, second] = world.list("ready");
    world.beat(second!, { memory: 101 });
    world.exit(world.list("killed")[0]!);
    world.happen({ kind: "worker-wants-out", serial: first!.serial });
    expect(world.chronicle.restarts).toEqual({ "max-memory-hard": 1, signal: 1 });
    world.readyNext();
    world.pass(20_000);
    expect(world.chronicle.restarts).toMatchObject({ hung: 1 });
  });

  test("a successor that does not start", () => {
    const world = serving();
    world.exit(world.list("ready")[0]!);
    world.exit(world.list("starting")[0]!, brokenApp);
    expect(world.chronicle.restarts).toEqual({ crash: 1, "failed-start": 1 });
  });
});

describe("[I6] a reload is remembered", () => {
  test("when it is done, with the time that it took", () => {
    const world = serving();
    world.reload(1);
    world.pass(700);
    complete(world);
    const at = expect.any(String);
    expect(world.chronicle.reloads).toEqual([{ generation: 2, outcome: "done", took: 700, at }]);
  });

  test("when it failed, with the reason, and when a stop interrupted it", () => {
    const world = serving();
    world.reload(1);
    world.exit(world.list("starting")[0]!, brokenApp);
    world.reload(2);
    world.happen({ kind: "stop-requested", now: false });
    const [failed, interrupted] = world.chronicle.reloads;
    expect(failed).toMatchObject({ generation: 2, outcome: "failed", reason: brokenApp.message });
    expect(interrupted).toMatchObject({ generation: 3, outcome: "interrupted" });
  });

  test("the last ten of them", () => {
    const world = serving();
    for (let count = 0; count < 25; count += 1) {
      world.reload(count);
      complete(world);
    }
    const generations = world.chronicle.reloads.map(({ generation }) => generation);
    expect(generations).toEqual(Array.from({ length: 10 }, (_, index) => 17 + index));
  });
});

test("of KILLs the last ten are remembered, with the time", () => {
  const chronicle = new Chronicle();
  const kill = { id: 0, generation: 1, reason: "hung", age: 1, silence: 1, memory: 1 } as const;
  for (let pid = 1; pid <= 12; pid += 1) chronicle.noteKill({ ...kill, pid });
  expect(chronicle.kills.map(({ pid }) => pid)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(chronicle.kills[0]!.at).toMatch(/^\d{4}-/);
});

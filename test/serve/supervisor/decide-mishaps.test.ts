import { describe, expect, test } from "vitest";
import { brokenApp, World } from "./world.ts";

const forNow = { kind: "stop-requested", now: false } as const;
const atOnce = { kind: "stop-requested", now: true } as const;

/** A master whose first worker boots. */
function booting(world: World = new World()): World {
  world.happen({ kind: "boot" });
  world.happen({ kind: "generation-prepared", generation: 1 });
  return world;
}

describe("while booting", () => {
  test("a reload that is asked for begins once every worker is ready", () => {
    const world = booting();
    world.reload(1);
    world.readyNext();
    expect(world.wanted("prepare-generation")).toHaveLength(1);
    world.readyNext();
    expect(world.wanted("prepare-generation").at(-1)).toMatchObject({ generation: 2 });
  });

  test("a start that failed ends with its own exit code, also when a stop is asked for meanwhile", () => {
    const world = booting();
    const first = world.readyNext();
    world.exit(world.list("starting")[0]!, brokenApp);
    world.happen(forNow);
    world.exit(first);
    expect(world.wanted("exit")).toEqual([{ kind: "exit", exitCode: 1, problem: brokenApp }]);
  });

  test("a start that failed does not wait for the shutdown delay", () => {
    const world = booting(new World({ shutdownDelay: 500 as never }));
    world.readyNext();
    world.exit(world.list("starting")[0]!, brokenApp);
    expect(world.wanted("drain").map(({ delay }) => delay)).toEqual([0]);
  });

  test("a worker that is ready after its KILL was sent does not count", () => {
    const world = booting();
    world.pass(5_000);
    world.happen({ kind: "worker-ready", serial: 1 });
    expect(world.list("ready")).toEqual([]);
  });
});

describe("while serving", () => {
  test("an id whose worker was sent KILL is vacant only once that worker has gone", () => {
    const world = new World().boot();
    world.exit(world.list("ready")[0]!);
    world.pass(5_000);
    expect(world.list("overdue")).toHaveLength(1);
    expect(world.list("starting")).toEqual([]);
    world.exit(world.list("overdue")[0]!);
    world.pass(5_000);
    expect(world.list("starting")).toHaveLength(1);
  });
});

describe("a reload that fails", () => {
  test("at its canary leaves replacements in the old generation", () => {
    const world = new World().boot();
    world.reload(1);
    world.exit(world.list("starting")[0]!, brokenApp);
    world.exit(world.list("ready")[0]!);
    expect(world.wanted("spawn").at(-1)).toMatchObject({ id: 0, generation: 1 });
  });

  test("half way leaves replacements of switched workers in the new generation", () => {
    const world = new World().boot();
    world.reload(1);
    const canary = world.readyNext();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      world.exit(world.list("starting")[0]!, brokenApp);
    }
    world.exit(canary);
    expect(world.wanted("spawn").at(-1)).toMatchObject({ id: 0, generation: 2 });
  });

  test("is followed by the one that was asked for meanwhile", () => {
    const world = new World().boot();
    world.reload(1);
    world.reload(2);
    world.exit(world.list("starting")[0]!, brokenApp);
    expect(world.wanted("answer").map(({ request }) => request)).toEqual([1]);
    expect(world.wanted("prepare-generation").at(-1)).toMatchObject({ generation: 3 });
  });
});

describe("during a reload", () => {
  test("a replacement of a switched worker does not count as the worker that is waited for", () => {
    const world = new World({ workers: 3 }).boot();
    world.reload(1);
    const canary = world.readyNext();
    world.exit(canary);
    world.readyNext();
    expect(world.wanted("drain")).toHaveLength(1);
    expect(world.list("starting").map(({ id }) => id)).toEqual([1]);
  });

  test("each later worker has three attempts of its own", () => {
    const world = new World({ workers: 3 }).boot();
    world.reload(1);
    world.readyNext();
    for (const id of [1, 2]) {
      for (let attempt = 1; attempt <= 2; attempt += 1) {
        world.exit(world.list("starting")[0]!, brokenApp);
      }
      expect(world.readyNext().id).toBe(id);
    }
    expect(world.wanted("answer")).toEqual([]);
  });

  test("the crashes of the old version are not held against the new one", () => {
    const world = new World().boot();
    world.exit(world.list("ready")[0]!);
    for (let crash = 1; crash <= 3; crash += 1) {
      world.pass(5_000);
      world.exit(world.list("starting")[0] ?? world.list("overdue")[0]!, brokenApp);
    }
    world.reload(1);
    const canary = world.readyNext();
    world.readyNext();
    world.exit(canary);
    expect(world.list("starting").map(({ id }) => id)).toEqual([0]);
  });

  test("settings that were read after a stop was asked for start nobody", () => {
    const world = new World().boot();
    world.happen({ kind: "reload-requested", request: 1, waitDrained: false });
    world.happen(forNow);
    world.happen({ kind: "generation-prepared", generation: 2 });
    expect(world.wanted("spawn")).toHaveLength(2);
  });
});

describe("a stop at once", () => {
  test("that is asked for again neither postpones KILL nor takes it back", () => {
    const world = new World().boot();
    world.happen(atOnce);
    world.pass(900);
    world.happen(atOnce);
    world.pass(100);
    expect(world.wanted("kill")).toHaveLength(2);
    world.happen(atOnce);
    world.pass(5_000);
    expect([world.wanted("terminate"), world.wanted("kill")].map(({ length }) => length)).toEqual([
      2, 2,
    ]);
  });
});

test("a master that has left leaves once, whatever comes after", () => {
  const world = new World().boot();
  world.happen(forNow);
  for (const worker of world.list("draining")) world.exit(worker);
  world.happen({ kind: "tick" });
  world.happen(atOnce);
  world.reload(1);
  expect(world.wanted("exit")).toHaveLength(1);
  expect(world.wanted("answer")).toHaveLength(1);
});

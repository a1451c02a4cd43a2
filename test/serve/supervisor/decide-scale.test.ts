import { describe, expect, test } from "vitest";
import type { ScaleChange } from "../../../src/serve/supervisor/scale-state.ts";
import { brokenApp, World } from "./world.ts";

function ask(world: World, change: ScaleChange, request?: number): void {
  world.happen({ kind: "scale-requested", request, change });
}

const to = (workers: number): ScaleChange => ({ kind: "to", workers });
const more: ScaleChange = { kind: "by", workers: 1 };
const fewer: ScaleChange = { kind: "by", workers: -1 };
const park: ScaleChange = { kind: "park" };

/** Ids of the workers that are ready. */
const ready = (world: World): number[] =>
  world
    .list("ready")
    .map(({ id }) => id)
    .sort();

/** Everything that was told to go goes, and everything that starts is ready. */
function settle(world: World): void {
  for (let round = 0; round < 20; round += 1) {
    const { phase } = world.state;
    for (const worker of world.list("draining")) {
      world.stopAccepting(worker);
      world.exit(worker);
    }
    for (const worker of world.list("terminating")) world.exit(worker);
    const fresh =
      phase.kind === "reloading" &&
      !world.wanted("spawn").some(({ generation }) => generation === phase.generation);
    if (fresh) world.happen({ kind: "generation-prepared", generation: phase.generation });
    if (world.list("starting").length > 0) world.readyNext();
    world.pass(0);
  }
}

describe("more workers", () => {
  test("[B7] start with the next ids, and whoever asked hears when they are ready", () => {
    const world = new World().boot();
    ask(world, to(4), 1);
    expect(world.list("starting").map(({ id }) => id)).toEqual([2, 3]);
    world.readyNext();
    expect(world.wanted("answer")).toEqual([]);
    world.pass(40);
    world.readyNext();
    expect(world.wanted("answer")).toEqual([
      { kind: "answer", request: 1, outcome: { kind: "scaled", workers: 4, was: 2, took: 40 } },
    ]);
    expect(ready(world)).toEqual([0, 1, 2, 3]);
  });

  test("that cannot start three times are given up, and there are as many as before", () => {
    const world = new World().boot();
    ask(world, to(4), 1);
    world.readyNext();
    for (let failure = 1; failure <= 3; failure += 1) {
      world.exit(world.list("starting")[0]!, brokenApp);
      world.pass(1_000);
    }
    expect(world.wanted("answer")[0]?.outcome).toMatchObject({
      kind: "not-scaled",
      workers: 2,
      problem: { code: "SCALE_FAILED", message: expect.stringContaining("boom (app.ts:3:7)") },
    });
    settle(world);
    expect(ready(world)).toEqual([0, 1]);
  });

  test("are not held up by an old worker that crashes again and again", () => {
    const world = new World().boot();
    ask(world, to(3), 1);
    world.exit(world.list("ready")[0]!);
    for (let crash = 1; crash <= 4; crash += 1) {
      const starting = world.list("starting").find(({ id }) => id === 0);
      if (starting !== undefined) world.exit(starting, brokenApp);
      world.pass(300);
    }
    const fresh = world.list("starting").find(({ id }) => id === 2)!;
    world.happen({ kind: "worker-ready", serial: fresh.serial });
    expect(world.wanted("answer")[0]?.outcome.kind).toBe("scaled");
  });
});

describe("fewer workers", () => {
  test("the ones with the highest ids drain, and whoever asked hears when they accept no more", () => {
    const world = new World({ workers: 4 }).boot();
    ask(world, to(1), 1);
    expect(world.wanted("drain").map(({ serial }) => serial)).toEqual([2, 3, 4]);
    for (const worker of world.list("draining").slice(1)) world.stopAccepting(worker);
    expect(world.wanted("answer")).toEqual([]);
    world.stopAccepting(world.list("draining")[0]!);
    expect(world.wanted("answer")[0]?.outcome).toMatchObject({
      kind: "scaled",
      workers: 1,
      was: 4,
    });
  });

  test("a worker too many that ends is not replaced", () => {
    const world = new World().boot();
    ask(world, to(1));
    world.exit(world.list("draining")[0]!);
    world.pass(60_000);
    expect(world.wanted("spawn")).toHaveLength(2);
  });
});

describe("TTIN and TTOU", () => {
  test("are one worker more and one less, each counted", () => {
    const world = new World().boot();
    for (const change of [more, more, fewer, more]) ask(world, change);
    settle(world);
    expect(ready(world)).toEqual([0, 1, 2, 3]);
  });

  test("TTOU leaves the last worker alone", () => {
    const world = new World().boot();
    for (let count = 0; count < 5; count += 1) ask(world, fewer);
    settle(world);
    expect(ready(world)).toEqual([0]);
  });
});

describe("WINCH", () => {
  function parked(): World {
    const world = new World().boot();
    ask(world, park);
    settle(world);
    expect([...world.state.workers]).toEqual([]);
    return world;
  }

  test("drains all workers, and the master stays", () => {
    const world = parked();
    world.pass(60_000);
    expect(world.state.phase.kind).toBe("serving");
    expect(world.wanted("exit")).toEqual([]);
    expect(world.wanted("close-listeners")).toEqual([]);
  });

  test("a reload brings as many back as there were, in the new version", () => {
    const world = parked();
    world.happen({ kind: "reload-requested", request: 1, waitDrained: false });
    settle(world);
    expect(ready(world)).toEqual([0, 1]);
    expect(world.list("ready").map(({ generation }) => generation)).toEqual([2, 2]);
    expect(world.wanted("answer")[0]?.outcome.kind).toBe("done");
  });

  test("a reload whose canary fails leaves them stopped and says so", () => {
    const world = parked();
    world.reload(1);
    world.exit(world.list("starting")[0]!, brokenApp);
    world.pass(60_000);
    expect(world.list("starting")).toEqual([]);
    expect(world.notes.join()).toContain("reload failed, all workers stay stopped");
    world.reload(2);
    settle(world);
    expect(ready(world)).toEqual([0, 1]);
  });

  test("scale and TTIN bring back as many as they say", () => {
    for (const [change, ids] of [
      [to(3), [0, 1, 2]],
      [more, [0]],
    ] as const) {
      const world = parked();
      ask(world, change);
      settle(world);
      expect(ready(world)).toEqual(ids);
    }
  });

  test("twice is once, and TTOU has nothing to take away", () => {
    const world = parked();
    for (const change of [park, fewer]) ask(world, change);
    world.reload(1);
    settle(world);
    expect(ready(world)).toEqual([0, 1]);
  });

  test("a stop then ends the master at once", () => {
    const world = parked();
    world.happen({ kind: "stop-requested", now: false });
    expect(world.wanted("exit")).toMatchObject([{ exitCode: 0 }]);
  });
});

describe("a change that is asked for", () => {
  test("during the boot begins when every worker is ready", () => {
    const world = new World();
    world.happen({ kind: "boot" });
    world.happen({ kind: "generation-prepared", generation: 1 });
    ask(world, to(3), 1);
    world.readyNext();
    expect(world.list("starting").map(({ id }) => id)).toEqual([1]);
    world.readyNext();
    expect(world.list("starting").map(({ id }) => id)).toEqual([2]);
  });

  test("during a reload begins when that is over", () => {
    const world = new World().boot();
    world.reload(1);
    ask(world, to(1), 2);
    world.readyNext();
    world.readyNext();
    for (const worker of world.list("draining")) world.stopAccepting(worker);
    expect(world.wanted("answer").map(({ request }) => request)).toEqual([1]);
    settle(world);
    expect(world.wanted("answer").map(({ request }) => request)).toEqual([1, 2]);
    expect(ready(world)).toEqual([0]);
  });

  test("while stopping is refused, and so are those that wait", () => {
    const world = new World().boot();
    ask(world, to(3), 1);
    ask(world, to(4), 2);
    world.happen({ kind: "stop-requested", now: false });
    ask(world, to(5), 3);
    const answers = world.wanted("answer").map(({ request, outcome }) => [request, outcome.kind]);
    expect(answers).toEqual([1, 2, 3].map((request) => [request, "not-scaled"]));
  });

  test("to what there is already is answered at once", () => {
    const world = new World().boot();
    ask(world, to(2), 1);
    expect(world.wanted("answer")[0]?.outcome).toMatchObject({
      kind: "scaled",
      workers: 2,
      was: 2,
    });
    expect(world.wanted("spawn")).toHaveLength(2);
  });

  test("is kept by a reload", () => {
    const world = new World().boot();
    ask(world, to(3));
    settle(world);
    world.reload(1);
    settle(world);
    expect(ready(world)).toEqual([0, 1, 2]);
  });
});

describe("where each worker has a port of its own", () => {
  const fixed = (): World => {
    const world = new World({ fixedWorkers: true }).boot();
    settle(world);
    return world;
  };

  test("[B5] no change of their number is taken, and whoever asked hears why", () => {
    const world = fixed();
    ask(world, to(3), 1);
    ask(world, more, 2);
    ask(world, fewer);
    settle(world);
    expect(ready(world)).toEqual([0, 1]);
    const [first, second] = world.wanted("answer").map(({ outcome }) => outcome);
    const problem = expect.objectContaining({ code: "SCALE_FIXED" });
    expect(first).toEqual({ kind: "not-scaled", workers: 2, problem });
    expect(second).toEqual({ kind: "not-scaled", workers: 2, problem });
    expect(world.notes.filter((note) => note.startsWith("warn: there are 2"))).toHaveLength(3);
  });

  test("[B5] all are stopped by WINCH, and brought back by a scale to their number only", () => {
    const world = fixed();
    ask(world, park);
    settle(world);
    expect(ready(world)).toEqual([]);
    ask(world, more);
    settle(world);
    expect(ready(world)).toEqual([]);
    ask(world, to(2), 1);
    settle(world);
    expect(ready(world)).toEqual([0, 1]);
  });
});

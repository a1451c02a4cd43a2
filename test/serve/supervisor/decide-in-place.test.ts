import { expect, test } from "vitest";
import type { Problem } from "../../../src/core/index.ts";
import type { Policy } from "../../../src/serve/supervisor/policy.ts";
import type { WorkerRecord } from "../../../src/serve/supervisor/state.ts";
import { brokenApp, World } from "./world.ts";

function createWorld(policy: Partial<Policy> = {}): World {
  return new World({ workers: 1, inPlace: true, ...policy });
}

/** Prepares whatever generation was asked for last. */
function prepare(world: World): void {
  const { generation } = world.wanted("prepare-generation").at(-1)!;
  world.happen({ kind: "generation-prepared", generation });
}

/** A worker ends with a code or by a signal. */
function end(
  world: World,
  worker: WorkerRecord,
  status: number | NodeJS.Signals,
  problem?: Problem,
) {
  const how = typeof status === "number" ? `exited with code ${status}` : `was killed by ${status}`;
  const facts = { problem, how, status, lastLine: undefined };
  return world.happen({ kind: "worker-exited", serial: worker.serial, ...facts });
}

const one = (world: World): WorkerRecord => [...world.state.workers.values()][0]!;

test("a reload ends the old worker first, and starts the new one when it has gone", () => {
  const world = createWorld().boot();
  world.reload(1);
  expect(world.wanted("drain")).toHaveLength(1);
  expect(world.wanted("spawn")).toHaveLength(1);
  end(world, one(world), 0);
  expect(world.wanted("spawn").at(-1)).toMatchObject({ generation: 2, id: 0 });
  world.pass(120);
  world.readyNext();
  expect(world.wanted("answer").at(-1)?.outcome).toMatchObject({ kind: "done", generation: 2 });
  expect(world.notes.at(-1)).toBe("info: started anew, answers after 120 ms");
});

test("the new one waits for its settings, too", () => {
  const world = createWorld().boot();
  world.happen({ kind: "reload-requested", request: 1, waitDrained: false });
  end(world, one(world), 0);
  expect(world.wanted("spawn")).toHaveLength(1);
  prepare(world);
  expect(world.wanted("spawn")).toHaveLength(2);
});

test("a change in the middle of a start ends that start, and both who wait get the later one", () => {
  const world = createWorld().boot();
  world.reload(1);
  end(world, one(world), 0);
  world.reload(2);
  expect(world.wanted("terminate")).toHaveLength(1);
  end(world, one(world), 0);
  expect(world.wanted("spawn").at(-1)).toMatchObject({ generation: 3 });
  world.readyNext();
  expect(world.wanted("answer").map(({ request }) => request)).toEqual([1, 2]);
});

test("a change during the first start does the same", () => {
  const world = createWorld();
  world.happen({ kind: "boot" });
  prepare(world);
  world.reload(1);
  end(world, one(world), 0);
  expect(world.wanted("spawn").map(({ generation }) => generation)).toEqual([1, 2]);
});

test.each(["at the first start", "after a change"])(
  "what cannot start is stood in for by a worker that says why, %s",
  (when) => {
    const world = when === "after a change" ? createWorld().boot() : createWorld();
    if (when === "after a change") {
      world.reload(1);
      end(world, one(world), 0);
    } else {
      world.happen({ kind: "boot" });
      prepare(world);
    }
    end(world, one(world), 1, brokenApp);
    expect(world.wanted("prepare-generation").at(-1)).toMatchObject({ failure: brokenApp });
    expect(world.notes.at(-1)).toBe("error: boom (app.ts:3:7) (Mend it.); waiting for a change");
    prepare(world);
    world.readyNext();
    expect(world.notes.at(-1)).toMatch(/^info: the browser is shown the error after/);
    expect(world.wanted("exit")).toEqual([]);
    world.reload(2);
    end(world, one(world), 0);
    expect(world.wanted("prepare-generation").at(-1)?.failure).toBeUndefined();
    world.readyNext();
    expect(world.state.phase).toEqual({ kind: "serving" });
  },
);

test("settings that are wrong are shown as well; those of a superseded start interest nobody", () => {
  const world = createWorld().boot();
  const refuse = (generation: number) =>
    world.happen({ kind: "generation-refused", generation, problem: brokenApp });
  world.happen({ kind: "reload-requested", request: 1, waitDrained: false });
  world.happen({ kind: "reload-requested", request: 2, waitDrained: false });
  expect(refuse(2)).toEqual([]);
  refuse(3);
  expect(world.wanted("prepare-generation").at(-1)).toMatchObject({ failure: brokenApp });
});

test("a call that is wrong from the beginning ends with its code", () => {
  const world = createWorld();
  world.happen({ kind: "boot" });
  prepare(world);
  end(world, one(world), 1, { ...brokenApp, exitCode: 2 });
  expect(world.wanted("exit")).toMatchObject([{ exitCode: 2 }]);
});

test("one that stands in and cannot start either ends the master, so that nothing goes round for ever", () => {
  const world = createWorld();
  world.happen({ kind: "boot" });
  prepare(world);
  end(world, one(world), 1, brokenApp);
  prepare(world);
  end(world, one(world), 1, brokenApp);
  expect(world.wanted("exit")).toMatchObject([{ exitCode: 1, problem: brokenApp }]);
});

test("[C1] no exit code is special: the app that ends is stood in for, and waits for a change", () => {
  for (const code of [0, 1, 3, 7]) {
    const world = createWorld().boot();
    end(world, one(world), code);
    expect(world.wanted("prepare-generation").at(-1)?.failure?.message).toContain(`code ${code}`);
    expect(world.wanted("exit")).toEqual([]);
  }
});

test("[C3] until success, the app that ends with 0 ends the master with 0, and no other code does", () => {
  const world = createWorld({ untilSuccess: true }).boot();
  end(world, one(world), 3);
  prepare(world);
  world.reload(1);
  end(world, one(world), 0);
  expect(world.wanted("exit")).toEqual([]);
  world.readyNext();
  end(world, one(world), 0);
  expect(world.wanted("exit")).toMatchObject([{ exitCode: 0, problem: undefined }]);
});

test("a worker that somebody kills takes the master along; one that took too long does not", () => {
  const killed = createWorld().boot();
  end(killed, one(killed), "SIGKILL");
  expect(killed.wanted("exit")).toMatchObject([{ exitCode: 1 }]);
  const slow = createWorld();
  slow.happen({ kind: "boot" });
  prepare(slow);
  slow.pass(5_000);
  expect(slow.wanted("kill")).toHaveLength(1);
  end(slow, one(slow), "SIGKILL");
  expect(slow.wanted("exit")).toEqual([]);
  expect(slow.wanted("prepare-generation").at(-1)?.failure?.code).toBe("WORKER_BOOT_TIMEOUT");
});

test("the number of workers stays one", () => {
  const world = createWorld().boot();
  world.happen({ kind: "scale-requested", request: undefined, change: { kind: "by", workers: 1 } });
  world.pass(10_000);
  expect(world.wanted("spawn")).toHaveLength(1);
});

test("a stop in the middle of a restart ends everything", () => {
  const world = createWorld().boot();
  world.reload(1);
  world.happen({ kind: "stop-requested", now: false });
  end(world, one(world), 0);
  expect(world.wanted("spawn")).toHaveLength(1);
  expect(world.wanted("exit")).toMatchObject([{ exitCode: 0 }]);
});

import { describe, expect, test } from "vitest";
import { bytes, millis } from "../../../src/core/index.ts";
import type { WorkerRecord } from "../../../src/serve/supervisor/state.ts";
import { brokenApp, World } from "./world.ts";

/** What a worker says once a second. */
type Said = Parameters<World["beat"]>[1];

/** Lets seconds go by in which these workers beat, and nobody else. */
function live(world: World, count: number, said: (worker: WorkerRecord) => Said | undefined): void {
  for (let second = 0; second < count; second += 1) {
    world.pass(1_000);
    for (const worker of world.state.workers.values()) {
      const words = said(worker);
      if (words !== undefined) world.beat(worker, words);
    }
  }
}

/** A boot timeout that plays no part. */
const patient = { bootTimeout: millis(600_000) };

const idle = (): Said => ({});

/** Who was told to drain. */
const drained = (world: World): number[] => world.wanted("drain").map(({ serial }) => serial);

describe("recycling", () => {
  test("[I6] a worker that has answered enough requests leaves when its successor is ready", () => {
    const world = new World({ maxRequests: 2_000 }).boot();
    live(world, 2, ({ id }) => ({ requests: id === 0 ? 1_999 : 0 }));
    expect(world.list("leaving")).toEqual([]);
    live(world, 1, ({ id }) => ({ requests: id === 0 ? 2_000 : 0 }));
    expect(world.list("leaving").map(({ id }) => id)).toEqual([0]);
    expect(world.list("starting").map(({ id }) => id)).toEqual([0]);
    expect(drained(world)).toEqual([]);
    world.readyNext();
    expect(drained(world)).toEqual([1]);
    expect(world.notes.join()).toContain("worker 0 has answered 2000 requests, replacing it");
  });

  test("jitter gives each worker its own number of requests, the same whenever it is asked for", () => {
    const requestsOf = (seed: number): number[] => {
      const world = new World({
        workers: 4,
        maxRequests: 100,
        maxRequestsJitter: 100,
        seed,
      }).boot();
      const reached: number[] = [];
      live(world, 1, idle);
      for (let requests = 90; requests <= 210; requests += 1) {
        for (const worker of world.list("ready")) {
          world.beat(worker, { requests });
          if (world.list("leaving").length > reached.length) reached.push(requests);
        }
      }
      return reached;
    };
    const reached = requestsOf(7);
    expect(reached).toHaveLength(4);
    expect(new Set(reached).size).toBeGreaterThan(1);
    expect(Math.min(...reached)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...reached)).toBeLessThanOrEqual(200);
    expect(requestsOf(7)).toEqual(reached);
    expect(requestsOf(8)).not.toEqual(reached);
  });

  test("workers that reach a limit together are replaced one at a time", () => {
    const world = new World({ workers: 3, maxRequests: 10 }).boot();
    live(world, 1, () => ({ requests: 10 }));
    expect(world.list("leaving")).toHaveLength(3);
    for (let count = 1; count <= 3; count += 1) {
      expect(world.list("starting")).toHaveLength(1);
      world.readyNext();
      expect(drained(world)).toHaveLength(count);
    }
  });

  test("no limit replaces a worker that is younger than its minimum lifetime", () => {
    const world = new World({ maxRequests: 1, minLifetime: millis(60_000) }).boot();
    live(world, 59, () => ({ requests: 1_000 }));
    expect(world.list("leaving")).toEqual([]);
    live(world, 1, () => ({ requests: 1_000 }));
    expect(world.list("leaving")).toHaveLength(2);
  });

  test("a lifetime is over at its end, or up to a tenth later", () => {
    const world = new World({ maxLifetime: millis(100_000) }).boot();
    live(world, 99, idle);
    expect(world.list("leaving")).toEqual([]);
    live(world, 11, idle);
    expect(world.list("leaving")).toHaveLength(2);
  });

  test("[I6] memory above the soft limit counts at the third beat in a row", () => {
    const world = new World({ maxMemory: bytes(200), maxMemoryHard: bytes(400) }).boot();
    const memories = [100, 300, 300, 200, 300, 300];
    for (const memory of memories) live(world, 1, ({ id }) => ({ memory: id === 0 ? memory : 0 }));
    expect(world.list("leaving")).toEqual([]);
    live(world, 1, ({ id }) => ({ memory: id === 0 ? 300 : 0 }));
    expect(world.list("leaving").map(({ id }) => id)).toEqual([0]);
  });

  test("memory above the hard limit is killed at once, recorded, and replaced", () => {
    const world = new World({ maxMemory: bytes(200), maxMemoryHard: bytes(400) }).boot();
    live(world, 5, idle);
    live(world, 1, ({ id }) => ({ memory: id === 1 ? 500 : 0 }));
    expect(world.wanted("kill")).toMatchObject([
      { serial: 2, record: { id: 1, reason: "max-memory-hard", memory: 500, age: 6_000 } },
    ]);
    expect(world.list("starting").map(({ id }) => id)).toEqual([1]);
  });

  test("a hard limit below what the app needs kills with growing pauses", () => {
    const world = new World({ workers: 1, maxMemoryHard: bytes(400) }).boot();
    const kills: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      live(world, 1, () => ({ memory: 500 }));
      kills.push(world.wanted("kill").length);
      for (const worker of world.list("killed")) world.exit(worker);
      if (world.list("starting").length > 0) world.readyNext();
    }
    expect(kills.at(-1)).toBeLessThan(20);
  });

  test("[I6] a worker that still has a request twice as long as allowed is replaced", () => {
    const world = new World({ requestTimeout: millis(60_000) }).boot();
    live(world, 2, ({ id }) => ({ busy: id === 0 ? 119_999 : 1 }));
    expect(world.list("leaving")).toEqual([]);
    live(world, 1, ({ id }) => ({ busy: id === 0 ? 120_000 : 1 }));
    expect(world.list("leaving").map(({ id }) => id)).toEqual([0]);
    expect(world.notes.join()).toContain("still busy with GET /slow");
  });

  test("a reload that runs is not disturbed, and one that begins replaces who waits anyway", () => {
    const world = new World({ maxRequests: 10 }).boot();
    world.reload(1);
    live(world, 1, () => ({ requests: 10 }));
    expect(world.list("starting")).toHaveLength(1);
    world.readyNext();
    world.readyNext();
    expect(world.wanted("spawn")).toHaveLength(4);
    expect(drained(world)).toEqual([1, 2]);
  });

  test("a successor that cannot start leaves the old worker in service, for as long as it takes", () => {
    const world = new World({ ...patient, maxRequests: 10, maxRestarts: 3 }).boot();
    live(world, 1, ({ id }) => ({ requests: id === 0 ? 10 : 0 }));
    for (let attempt = 0; attempt < 20; attempt += 1) {
      world.exit(world.list("starting")[0]!, brokenApp);
      world.pass(7_000);
    }
    expect(world.list("leaving")).toHaveLength(1);
    expect(world.state.phase.kind).toBe("serving");
  });
});

describe("a worker that does not beat", () => {
  const timeout = { heartbeatTimeout: millis(4_000) };
  const onlyTheSecond = ({ id }: WorkerRecord): Said | undefined => (id === 1 ? {} : undefined);

  test("is doubted for a second, then its successor starts, and KILL comes when that one is ready", () => {
    const world = new World(timeout).boot();
    live(world, 4, onlyTheSecond);
    expect(world.list("hung")).toEqual([]);
    live(world, 1, onlyTheSecond);
    expect(world.list("hung").map(({ id }) => id)).toEqual([0]);
    expect(world.list("starting").map(({ id }) => id)).toEqual([0]);
    expect(world.wanted("kill")).toEqual([]);
    world.readyNext();
    expect(world.wanted("kill")).toMatchObject([
      { serial: 1, record: { id: 0, generation: 1, reason: "hung", silence: 5_000 } },
    ]);
    expect(world.notes.join()).toMatch(
      /does not turn its event loop and is killed .*silent for 5s/,
    );
  });

  test("is told by the last request that it reported", () => {
    const world = new World(timeout).boot();
    live(world, 1, () => ({ busy: 5 }));
    live(world, 1, () => ({ memory: 3 * 2 ** 20 }));
    live(world, 5, onlyTheSecond);
    world.readyNext();
    const record = { route: "GET /slow", memory: 3 * 2 ** 20 };
    expect(world.wanted("kill")[0]?.record).toMatchObject(record);
    expect(world.notes.join()).toContain("3mb at its last beat, the last request that it reported");
  });

  test("and is heard at the second look after all is left alone: the master itself had been stopped", () => {
    const world = new World(timeout).boot();
    live(world, 1, idle);
    world.at += 3_600_000;
    world.happen({ kind: "tick" });
    for (const worker of world.list("ready")) world.beat(worker, {});
    world.pass(3_000);
    expect([world.list("hung"), world.list("leaving")]).toEqual([[], []]);
  });

  test("and turns again before its successor is ready is drained instead of killed", () => {
    const world = new World(timeout).boot();
    live(world, 5, onlyTheSecond);
    live(world, 1, idle);
    expect(world.list("leaving")).toMatchObject([{ id: 0, state: { why: "hung" } }]);
    world.readyNext();
    expect([drained(world), world.wanted("kill")]).toEqual([[1], []]);
  });

  test("is killed after the boot timeout if no successor becomes ready", () => {
    const world = new World(timeout).boot();
    live(world, 5, onlyTheSecond);
    world.exit(world.list("starting")[0]!, brokenApp);
    live(world, 5, onlyTheSecond);
    expect(world.wanted("kill")[0]).toMatchObject({ serial: 1, record: { reason: "hung" } });
  });

  test("is killed by a reload, a scale and a stop, none of which it could obey", () => {
    const acts: Record<string, (world: World) => void> = {
      reload: (world) => {
        world.reload(1);
        world.readyNext();
      },
      stop: (world) => world.happen({ kind: "stop-requested", now: false }),
      park: (world) =>
        world.happen({ kind: "scale-requested", request: undefined, change: { kind: "park" } }),
    };
    for (const [name, act] of Object.entries(acts)) {
      const world = new World(timeout).boot();
      live(world, 5, onlyTheSecond);
      act(world);
      expect(world.wanted("kill"), name).toMatchObject([{ serial: 1 }]);
    }
  });

  test("is given its time from when it is ready, however long it took to boot", () => {
    const world = new World(timeout).boot();
    world.exit(world.list("ready")[0]!);
    const allButTheThird = ({ serial }: WorkerRecord) => (serial === 3 ? undefined : {});
    live(world, 4, allButTheThird);
    world.readyNext();
    live(world, 3, allButTheThird);
    expect(world.state.workers.get(3)?.vitals.doubtedAt).toBeUndefined();
  });

  test("is nobody's business without a timeout", () => {
    const world = new World().boot();
    world.pass(3_600_000);
    expect(world.list("ready")).toHaveLength(2);
  });
});

describe("the restart limit", () => {
  const limit = { ...patient, maxRestarts: 8, restartWindow: millis(60_000) };

  /** A worker ends, and another one becomes ready in its place. */
  function crash(world: World, pause: number): void {
    world.exit(world.list("ready")[0]!);
    world.pass(pause);
    if (world.list("starting").length > 0) world.readyNext();
  }

  test("[B2] [I8] the ninth end within a minute ends the master with 1, and its other workers with it", () => {
    const world = new World(limit).boot();
    for (let count = 1; count <= 8; count += 1) crash(world, 6_300);
    expect(world.state.phase.kind).toBe("serving");
    world.exit(world.list("ready")[0]!);
    expect(world.state.phase.kind).toBe("stopping");
    for (const worker of world.list("draining")) world.exit(worker);
    expect(world.wanted("exit")).toMatchObject([
      { exitCode: 1, problem: { code: "RESTARTS_EXCEEDED" } },
    ]);
    expect(world.wanted("exit")[0]?.problem?.message).toContain("worker 0 exited with code 1");
  });

  test("[I8] eight in a minute and eight in the next one are not too many", () => {
    const world = new World(limit).boot();
    for (let count = 1; count <= 40; count += 1) crash(world, 7_600);
    expect(world.state.phase.kind).toBe("serving");
  });

  test("[B2] without a limit a worker is started again for ever", () => {
    const world = new World(patient).boot();
    for (let count = 1; count <= 200; count += 1) crash(world, 6_300);
    expect(world.state.phase.kind).toBe("serving");
  });

  test("a new version that crashes during its reload fails the reload, and the old one serves on", () => {
    const world = new World({ ...limit, maxRestarts: 2, workers: 3 }).boot();
    world.reload(1);
    world.readyNext();
    for (let count = 1; count <= 3; count += 1) {
      const crashing = world
        .list("ready")
        .find(({ id, generation }) => id === 0 && generation === 2);
      world.exit(crashing!);
      world.pass(200);
      const starting = world.list("starting").find(({ id }) => id === 0);
      if (starting !== undefined) world.happen({ kind: "worker-ready", serial: starting.serial });
    }
    expect(world.wanted("answer")[0]?.outcome).toMatchObject({
      kind: "failed",
      problem: { code: "RELOAD_INCOMPLETE" },
    });
    expect(world.state.phase.kind).toBe("serving");
    const kept = world.list("ready").filter(({ generation }) => generation === 1);
    expect(kept.map(({ id }) => id)).toEqual([1, 2]);
    expect(world.list("starting")).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { brokenApp, World } from "./world.ts";

describe("boot", () => {
  test("the first worker is a canary and the others follow once it is ready", () => {
    const world = new World({ workers: 3 });
    world.happen({ kind: "boot" });
    expect(world.commands).toEqual([{ kind: "prepare-generation", generation: 1 }]);
    world.happen({ kind: "generation-prepared", generation: 1 });
    expect(world.wanted("spawn")).toEqual([{ kind: "spawn", serial: 1, id: 0, generation: 1 }]);
    world.readyNext();
    expect(world.wanted("spawn").map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(world.state.phase.kind).toBe("booting");
    world.readyNext();
    world.readyNext();
    expect(world.state.phase.kind).toBe("serving");
  });

  test("a worker that cannot start ends the master with its problem and exit code", () => {
    const world = new World();
    world.happen({ kind: "boot" });
    world.happen({ kind: "generation-prepared", generation: 1 });
    world.exit(world.list("starting")[0]!, { ...brokenApp, exitCode: 2 });
    expect(world.wanted("exit")).toEqual([
      { kind: "exit", exitCode: 2, problem: { ...brokenApp, exitCode: 2 } },
    ]);
  });

  test("when the second worker cannot start, the first is ended too before the master leaves", () => {
    const world = new World();
    world.happen({ kind: "boot" });
    world.happen({ kind: "generation-prepared", generation: 1 });
    const first = world.readyNext();
    world.exit(world.list("starting")[0]!, brokenApp);
    expect(world.wanted("drain").map(({ serial }) => serial)).toEqual([first.serial]);
    expect(world.wanted("exit")).toEqual([]);
    world.stopAccepting(first);
    world.exit(first);
    expect(world.wanted("exit")[0]?.exitCode).toBe(1);
  });

  test("settings that cannot be read end the master", () => {
    const world = new World();
    world.happen({ kind: "boot" });
    world.happen({ kind: "generation-refused", generation: 1, problem: brokenApp });
    expect(world.wanted("exit")[0]?.problem).toEqual(brokenApp);
  });

  test("a worker that is never ready is killed at the boot timeout", () => {
    const world = new World();
    world.happen({ kind: "boot" });
    world.happen({ kind: "generation-prepared", generation: 1 });
    world.pass(4_999);
    expect(world.wanted("kill")).toEqual([]);
    world.pass(1);
    expect(world.wanted("kill")).toMatchObject([{ kind: "kill", serial: 1 }]);
    world.exit(world.list("overdue")[0]!);
    expect(world.wanted("exit")[0]?.problem?.code).toBe("WORKER_BOOT_TIMEOUT");
  });
});

describe("crashes", () => {
  test("[B1] a worker that is killed is replaced at once under the same id", () => {
    const world = new World({ workers: 3 }).boot();
    const victim = world.list("ready")[1]!;
    const commands = world.exit(victim);
    expect(commands).toEqual([{ kind: "spawn", serial: 4, id: victim.id, generation: 1 }]);
  });

  test("all workers killed at once are all replaced at once", () => {
    const world = new World({ workers: 3 }).boot();
    for (const worker of world.list("ready")) world.exit(worker);
    expect(world.list("starting").map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  test("a worker that exits with code 0 unasked is replaced as well", () => {
    const world = new World().boot();
    const [worker] = world.list("ready");
    const how = "exited with code 0";
    world.happen({
      kind: "worker-exited",
      serial: worker!.serial,
      problem: undefined,
      how,
      lastLine: undefined,
    });
    expect(world.list("starting")).toHaveLength(1);
  });

  test("a worker that keeps crashing is tried again after growing pauses, up to five seconds", () => {
    const world = new World().boot();
    world.exit(world.list("ready")[0]!);
    const pauses: number[] = [];
    for (let crash = 0; crash < 9; crash += 1) {
      world.exit(world.list("starting")[0]!, brokenApp);
      const since = world.at;
      while (world.list("starting").length === 0 && world.at - since < 7_000) world.pass(1);
      pauses.push(world.at - since);
    }
    const least = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000];
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(least[index]!);
      expect(pause).toBeLessThanOrEqual(least[index]! * 1.25);
    }
    expect(pauses.every((pause, index) => pause === least[index])).toBe(false);
    expect(world.list("ready")).toHaveLength(1);
    expect(world.state.phase.kind).toBe("serving");
  });

  test("a crash after ten quiet seconds starts from a clean slate", () => {
    const world = new World().boot();
    world.exit(world.list("ready")[0]!);
    world.readyNext();
    world.exit(world.list("ready")[1]!);
    expect(world.list("starting")).toHaveLength(0);
    world.pass(125);
    world.readyNext();
    world.pass(10_000);
    world.exit(world.list("ready")[1]!);
    expect(world.list("starting")).toHaveLength(1);
  });

  test("a worker that is asked to leave by a signal of its own serves until its successor is ready", () => {
    const world = new World().boot();
    const worker = world.list("ready")[0]!;
    world.happen({ kind: "worker-wants-out", serial: worker.serial });
    expect(world.list("starting").map(({ id }) => id)).toEqual([worker.id]);
    expect(world.wanted("drain")).toEqual([]);
    world.readyNext();
    expect(world.wanted("drain").map(({ serial }) => serial)).toEqual([worker.serial]);
  });

  test("workers that are all asked to leave are replaced one at a time", () => {
    const world = new World({ workers: 3 }).boot();
    for (const { serial } of world.list("ready"))
      world.happen({ kind: "worker-wants-out", serial });
    for (let left = 3; left > 0; left -= 1) {
      expect(world.list("starting")).toHaveLength(1);
      expect(world.list("leaving")).toHaveLength(left);
      world.readyNext();
    }
    expect(world.list("starting")).toEqual([]);
    expect(world.list("draining")).toHaveLength(3);
  });

  test("a worker whose successor cannot start serves on", () => {
    const world = new World().boot();
    const worker = world.list("ready")[0]!;
    world.happen({ kind: "worker-wants-out", serial: worker.serial });
    world.exit(world.list("starting")[0]!, brokenApp);
    world.pass(60_000);
    expect(world.list("leaving").map(({ serial }) => serial)).toEqual([worker.serial]);
  });

  test("a signal to the whole group while the master stops changes nothing about its plan", () => {
    const world = new World({ shutdownDelay: 500 as never }).boot();
    const workers = world.list("ready");
    world.happen({ kind: "stop-requested", now: false });
    for (const { serial } of workers) world.happen({ kind: "worker-wants-out", serial });
    expect(world.wanted("drain").map(({ delay }) => delay)).toEqual([500, 500]);
    expect(world.wanted("spawn")).toHaveLength(2);
  });
});

describe("reload", () => {
  test("[B6] each new worker that is ready releases the old one of its id, one after the other", () => {
    const world = new World({ workers: 3 }).boot();
    const old = world.list("ready");
    world.reload(7);
    for (const [index, worker] of old.entries()) {
      expect(world.list("starting")).toHaveLength(1);
      expect(world.list("ready").length).toBeGreaterThanOrEqual(3);
      world.readyNext();
      expect(world.wanted("drain").at(-1)).toEqual({
        kind: "drain",
        serial: worker.serial,
        delay: 0,
      });
      expect(world.wanted("drain")).toHaveLength(index + 1);
    }
    expect(world.wanted("answer")).toEqual([]);
    world.at = 250;
    for (const worker of old) world.stopAccepting(worker);
    expect(world.wanted("answer")).toEqual([
      { kind: "answer", request: 7, outcome: { kind: "done", generation: 2, took: 250 } },
    ]);
    expect(world.state.generation).toBe(2);
  });

  test("a canary that fails leaves the old generation alone and answers with its problem", () => {
    const world = new World().boot();
    world.reload(1);
    world.exit(world.list("starting")[0]!, brokenApp);
    expect(world.wanted("drain")).toEqual([]);
    expect(world.wanted("answer")).toEqual([
      {
        kind: "answer",
        request: 1,
        outcome: { kind: "failed", generation: 2, problem: brokenApp, serving: [1] },
      },
    ]);
    expect(world.list("ready").map(({ generation }) => generation)).toEqual([1, 1]);
    expect(world.list("starting")).toEqual([]);
  });

  test("a canary that is never ready is killed and the reload fails within the boot timeout", () => {
    const world = new World().boot();
    world.reload(1);
    world.pass(5_000);
    world.exit(world.list("overdue")[0]!);
    const [answer] = world.wanted("answer");
    expect(answer?.outcome).toMatchObject({ problem: { code: "WORKER_BOOT_TIMEOUT" } });
  });

  test("after a failed reload the next one may succeed", () => {
    const world = new World().boot();
    world.reload(1);
    world.exit(world.list("starting")[0]!, brokenApp);
    world.reload(2);
    world.readyNext();
    world.readyNext();
    for (const worker of world.list("draining")) world.stopAccepting(worker);
    expect(world.wanted("answer")[1]).toMatchObject({
      request: 2,
      outcome: { kind: "done", generation: 3 },
    });
  });

  test("settings that cannot be read fail the reload before anything is started", () => {
    const world = new World().boot();
    world.happen({ kind: "reload-requested", request: 1, waitDrained: false });
    world.happen({ kind: "generation-refused", generation: 2, problem: brokenApp });
    expect(world.wanted("spawn")).toHaveLength(2);
    expect(world.wanted("answer")[0]?.outcome.kind).toBe("failed");
  });

  test("a later worker is tried three times, then the reload stops half way and says so", () => {
    const world = new World().boot();
    world.reload(1);
    world.readyNext();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(world.wanted("answer")).toEqual([]);
      world.exit(world.list("starting")[0]!, brokenApp);
    }
    expect(world.wanted("answer")[0]?.outcome).toMatchObject({
      kind: "failed",
      problem: { code: "RELOAD_INCOMPLETE", message: expect.stringContaining("1 of 2 workers") },
    });
    expect(world.list("ready").map(({ generation }) => generation)).toEqual([1, 2]);
  });

  test("reloads that are asked for during a reload become one further reload", () => {
    const world = new World().boot();
    world.reload(1);
    world.reload(2);
    world.reload(3);
    world.readyNext();
    world.readyNext();
    for (const worker of world.list("draining")) world.stopAccepting(worker);
    expect(world.wanted("answer").map(({ request }) => request)).toEqual([1]);
    world.happen({ kind: "generation-prepared", generation: 3 });
    world.readyNext();
    world.readyNext();
    for (const worker of world.list("draining")) world.stopAccepting(worker);
    expect(world.wanted("answer").map(({ request }) => request)).toEqual([1, 2, 3]);
    expect(world.wanted("prepare-generation")).toHaveLength(3);
  });

  test("--wait-drained is answered when the last old worker has gone", () => {
    const world = new World().boot();
    const old = world.list("ready");
    world.reload(1, true);
    world.readyNext();
    world.readyNext();
    for (const worker of old) world.stopAccepting(worker);
    world.exit(old[0]!);
    expect(world.wanted("answer")).toEqual([]);
    world.exit(old[1]!);
    expect(world.wanted("answer")).toHaveLength(1);
  });

  test("an old worker that crashes during the reload is replaced in its own generation", () => {
    const world = new World({ workers: 3 }).boot();
    world.reload(1);
    world.exit(world.list("ready")[2]!);
    expect(world.wanted("spawn").at(-1)).toMatchObject({ id: 2, generation: 1 });
  });

  test("a switched worker that crashes during the reload is replaced in the new generation", () => {
    const world = new World({ workers: 3 }).boot();
    world.reload(1);
    const canary = world.readyNext();
    world.exit(canary);
    expect(world.wanted("spawn").at(-1)).toMatchObject({ id: 0, generation: 2 });
  });

  test("a third draining generation forces the oldest one out", () => {
    const world = new World().boot();
    const first = world.list("ready");
    for (const request of [1, 2]) {
      world.reload(request);
      world.readyNext();
      world.readyNext();
      for (const worker of world.list("draining")) world.stopAccepting(worker);
    }
    expect(world.wanted("terminate")).toEqual([]);
    world.reload(3);
    world.readyNext();
    expect(world.wanted("terminate").map(({ serial }) => serial)).toEqual(
      first.map(({ serial }) => serial),
    );
  });

  test("a worker that does not finish in time gets TERM, and KILL a second later", () => {
    const world = new World().boot();
    const [old] = world.list("ready");
    world.reload(1);
    world.readyNext();
    world.pass(2_999);
    expect(world.wanted("terminate")).toEqual([]);
    world.pass(1);
    expect(world.wanted("terminate")).toEqual([{ kind: "terminate", serial: old!.serial }]);
    world.pass(1_000);
    expect(world.wanted("kill")).toMatchObject([{ kind: "kill", serial: old!.serial }]);
  });
});

describe("stop", () => {
  test("[A16] a graceful stop drains everybody, then closes the listeners, then leaves with 0", () => {
    const world = new World({ shutdownDelay: 500 as never }).boot();
    const workers = world.list("ready");
    world.happen({ kind: "stop-requested", now: false });
    expect(world.wanted("drain").map(({ delay }) => delay)).toEqual([500, 500]);
    world.stopAccepting(workers[0]!);
    expect(world.wanted("close-listeners")).toEqual([]);
    world.stopAccepting(workers[1]!);
    expect(world.wanted("close-listeners")).toHaveLength(1);
    for (const worker of workers) world.exit(worker);
    expect(world.wanted("exit")).toEqual([{ kind: "exit", exitCode: 0, problem: undefined }]);
    expect(world.wanted("spawn")).toHaveLength(2);
  });

  test("the graceful timeout counts from the end of the shutdown delay", () => {
    const world = new World({ shutdownDelay: 500 as never }).boot();
    world.happen({ kind: "stop-requested", now: false });
    world.pass(3_499);
    expect(world.wanted("terminate")).toEqual([]);
    world.pass(1);
    expect(world.wanted("terminate")).toHaveLength(2);
  });

  test("a stop that must not wait cuts everybody and leaves with 130", () => {
    const world = new World().boot();
    const workers = world.list("ready");
    world.happen({ kind: "stop-requested", now: false });
    world.happen({ kind: "stop-requested", now: true });
    expect(world.wanted("terminate")).toHaveLength(2);
    for (const worker of workers) world.exit(worker);
    expect(world.wanted("exit")[0]?.exitCode).toBe(130);
  });

  test("a stop during a reload ends both generations and answers who waited", () => {
    const world = new World().boot();
    world.reload(1);
    world.reload(2);
    world.happen({ kind: "stop-requested", now: false });
    expect(world.wanted("answer").map(({ outcome }) => outcome.kind)).toEqual(["failed", "failed"]);
    expect(world.list("terminating")).toHaveLength(1);
    for (const worker of [...world.list("draining"), ...world.list("terminating")]) {
      world.exit(worker);
    }
    expect(world.wanted("exit")[0]?.exitCode).toBe(0);
  });

  test("a reload that is asked for while stopping is refused", () => {
    const world = new World().boot();
    world.happen({ kind: "stop-requested", now: false });
    world.reload(1);
    expect(world.wanted("answer")[0]?.outcome).toMatchObject({
      problem: { code: "RELOAD_INTERRUPTED" },
    });
  });
});

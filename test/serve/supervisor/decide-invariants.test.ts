import fc from "fast-check";
import { expect, test } from "vitest";
import { nextDeadline } from "../../../src/serve/supervisor/decide.ts";
import type { WorkerRecord } from "../../../src/serve/supervisor/state.ts";
import { brokenApp, World } from "./world.ts";

type Step =
  | { kind: "ready" | "fail" | "crash" | "out" | "gone" | "deaf"; pick: number }
  | { kind: "reload"; waitDrained: boolean }
  | { kind: "prepare"; refuse: boolean }
  | { kind: "pass"; duration: number };

const pick = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("ready" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("crash" as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("out" as const), pick }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("deaf" as const), pick }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("gone" as const), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("reload" as const), waitDrained: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("prepare" as const), refuse: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), duration: fc.nat(4_000) }),
  },
);

/** Workers that answer: also those that asked to be replaced and wait for their successors. */
function serving(world: World): WorkerRecord[] {
  return [...world.list("ready"), ...world.list("leaving")];
}

/** Plays one step if it makes sense now; says whether a serving worker was lost by accident. */
function play(world: World, next: Step, request: number): boolean {
  const choose = (workers: WorkerRecord[], index: number) => workers[index % workers.length];
  switch (next.kind) {
    case "ready": {
      const worker = choose(world.list("starting"), next.pick);
      if (worker !== undefined) world.happen({ kind: "worker-ready", serial: worker.serial });
      return false;
    }
    case "fail": {
      const worker = choose([...world.list("starting"), ...world.list("overdue")], next.pick);
      if (worker !== undefined) world.exit(worker, brokenApp);
      return false;
    }
    case "crash": {
      const worker = choose(serving(world), next.pick);
      if (worker !== undefined) world.exit(worker);
      return worker !== undefined;
    }
    case "out": {
      const worker = choose(world.list("ready"), next.pick);
      if (worker !== undefined) {
        world.happen({ kind: "worker-wants-out", serial: worker.serial });
      }
      return false;
    }
    case "deaf": {
      const worker = choose(world.list("draining"), next.pick);
      if (worker !== undefined) world.stopAccepting(worker);
      return false;
    }
    case "gone": {
      const leaving = ["draining", "terminating", "killed", "overdue"] as const;
      const worker = choose(
        leaving.flatMap((kind) => world.list(kind)),
        next.pick,
      );
      if (worker !== undefined) world.exit(worker);
      return false;
    }
    case "reload":
      world.happen({ kind: "reload-requested", request, waitDrained: next.waitDrained });
      return false;
    case "prepare": {
      const { phase } = world.state;
      if (phase.kind !== "reloading") return false;
      const { generation } = phase;
      if (world.wanted("spawn").some((spawn) => spawn.generation === generation)) return false;
      if (next.refuse) world.happen({ kind: "generation-refused", generation, problem: brokenApp });
      else world.happen({ kind: "generation-prepared", generation });
      return false;
    }
    case "pass":
      world.pass(next.duration);
      return false;
  }
}

test("whatever happens, ready workers never fall below N by our own doing, and never exceed N + 1", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(step, { maxLength: 120 }),
      (workers, steps) => {
        const world = new World({ workers }).boot();
        let lost = 0;
        for (const [index, next] of steps.entries()) {
          const before = serving(world).length;
          if (play(world, next, index)) lost += 1;
          const after = serving(world).length;
          // A crash takes one away; our own decisions may not take it below what is left of N.
          expect(after).toBeGreaterThanOrEqual(
            Math.min(before, workers) - (next.kind === "crash" ? 1 : 0),
          );
          if (lost === 0) expect(after).toBeGreaterThanOrEqual(workers);
          expect(after + world.list("starting").length).toBeLessThanOrEqual(workers + 1 + lost);
          const draining = new Set(world.list("draining").map(({ generation }) => generation));
          expect(draining.size).toBeLessThanOrEqual(2);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test("whatever happened before, every reload is answered exactly once and a stop ends the master", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const world = new World().boot();
      for (const [index, next] of steps.entries()) play(world, next, index);
      world.happen({ kind: "stop-requested", now: false });
      for (let round = 0; round < 50 && world.wanted("exit").length === 0; round += 1) {
        if (nextDeadline(world.state) !== Number.POSITIVE_INFINITY) world.pass(5_000);
        for (const worker of world.state.workers.values()) world.exit(worker);
      }
      expect(world.wanted("exit")).toHaveLength(1);
      const asked = steps.flatMap((next, index) => (next.kind === "reload" ? [index] : []));
      const answered = world.wanted("answer").map(({ request }) => request);
      expect(answered.sort((a, b) => a - b)).toEqual(asked);
    }),
    { numRuns: 300 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, millis } from "../../../src/core/index.ts";
import type { Policy } from "../../../src/serve/supervisor/policy.ts";
import type { WorkerRecord } from "../../../src/serve/supervisor/state.ts";
import { History, type Step, step, type Turn } from "./history.ts";

const limits: Partial<Policy> = {
  heartbeatTimeout: millis(4_000),
  maxRequests: 100,
  maxRequestsJitter: 10,
  maxLifetime: millis(60_000),
  maxMemory: bytes(100),
  maxMemoryHard: bytes(200),
};

const histories = fc.record({
  workers: fc.integer({ min: 1, max: 4 }),
  maxRestarts: fc.constantFrom(0, 8),
  fixedWorkers: fc.boolean(),
  seed: fc.nat(),
  steps: fc.array(step, { maxLength: 200, size: "max" }),
});

function createHistory(
  first: Pick<Policy, "workers" | "maxRestarts" | "fixedWorkers" | "seed">,
): History {
  return new History({ ...limits, ...first }).boot();
}

const serves = ({ state }: WorkerRecord): boolean =>
  state.kind === "ready" || state.kind === "leaving";

const idsOf = (workers: readonly WorkerRecord[]): number[] => workers.map(({ id }) => id);

/** Nobody who is asked for stops serving, unless by an accident or by a KILL that is recorded. */
function checkServing(history: History, { event, before, commands }: Turn): void {
  const isGivenUp = commands.some(
    (command) => command.kind === "answer" && command.outcome.kind === "not-scaled",
  );
  if (history.state.phase.kind === "stopping" || isGivenUp) return;
  const served = new Set(idsOf([...history.state.workers.values()].filter(serves)));
  const killed = commands.flatMap((command) =>
    command.kind === "kill" ? [command.record.id] : [],
  );
  const hung = new Set(idsOf(history.list("hung")));
  for (const worker of before.filter(serves)) {
    const { id, serial } = worker;
    const isAccident = event.kind === "worker-exited" && event.serial === serial;
    const excused = isAccident || killed.includes(id) || hung.has(id) || id >= history.state.target;
    expect(served.has(id) || excused, `worker ${id} after ${event.kind}`).toBe(true);
  }
}

/** Where each worker has its port, there are all of them or none. */
function checkNumber({ state }: History): void {
  if (!state.policy.fixedWorkers) return;
  expect([0, state.policy.workers], "workers asked for").toContain(state.target);
}

/** Ids are held once, and successors start one at a time. */
function checkIds(history: History): void {
  const { phase, target } = history.state;
  if (phase.kind === "stopping") return;
  const workers = [...history.state.workers.values()];
  const ready = idsOf(history.list("ready"));
  expect(new Set(ready).size, "ready ids").toBe(ready.length);
  const starting = history.list("starting");
  if (phase.kind !== "reloading") {
    expect(Math.max(-1, ...ready), "no id beyond those asked for").toBeLessThan(target);
    const live = idsOf([...history.list("ready"), ...starting]);
    expect(new Set(live).size, "live ids").toBe(live.length);
  }
  const isServed = (id: number): boolean =>
    workers.some((worker) => {
      const wasHung = worker.state.kind === "leaving" && worker.state.why === "hung";
      return worker.id === id && serves(worker) && !wasHung;
    });
  const successors = starting.filter(({ id }) => isServed(id));
  expect(successors.length, "successors at once").toBeLessThanOrEqual(1);
}

/** Before its canary is ready, a new generation has no other worker. */
function checkCanary(history: History): void {
  const { phase, generation } = history.state;
  if (phase.kind === "stopping") return;
  const newer = [...history.state.workers.values()].filter(
    (worker) => worker.generation > generation && worker.state.kind !== "terminating",
  );
  if (phase.kind === "reloading" && phase.id === 0) {
    expect(newer.length, "canaries").toBeLessThanOrEqual(1);
  }
  const draining = new Set(history.list("draining").map((worker) => worker.generation));
  expect(draining.size, "draining generations").toBeLessThanOrEqual(2);
}

/** A stop starts nobody, and after the exit nothing is done; who asks is answered still. */
function checkEnd(history: History, { commands }: Turn, ended: boolean): void {
  const others = commands.filter(({ kind }) => kind !== "answer");
  if (ended) expect(others, "after the exit").toEqual([]);
  if (history.state.phase.kind !== "stopping") return;
  const started = commands.filter(({ kind }) => kind === "spawn" || kind === "prepare-generation");
  expect(started, "after the stop").toEqual([]);
}

/** No limit sends a worker away that is young; an operator, and a loop that stood still, may. */
function checkAges(history: History, { before }: Turn): void {
  const readyBefore = new Set(
    before.filter(({ state }) => state.kind === "ready").map(({ serial }) => serial),
  );
  for (const { state, bornAt, serial } of history.list("leaving")) {
    if (state.kind !== "leaving" || state.why === "signal" || state.why === "hung") continue;
    if (!readyBefore.has(serial)) continue;
    expect(history.at - bornAt, "age").toBeGreaterThanOrEqual(1_000);
  }
}

function watch(history: History): void {
  let hasEnded = false;
  history.onTurn = (turn) => {
    checkEnd(history, turn, hasEnded);
    hasEnded ||= turn.commands.some(({ kind }) => kind === "exit");
    checkServing(history, turn);
    checkIds(history);
    checkNumber(history);
    checkCanary(history);
    checkAges(history, turn);
  };
}

function playAll(history: History, steps: readonly Step[]): void {
  for (const next of steps) history.play(next);
}

/** A failure is looked for in shorter and shorter histories, but not for ever. */
const patience = { interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true };

let played = 0;

test("[B2] whatever happens, what is asked for serves, but for accidents and KILLs that are recorded", () => {
  fc.assert(
    fc.property(histories, ({ steps, ...first }) => {
      const history = createHistory(first);
      watch(history);
      playAll(history, steps);
      played += steps.length;
    }),
    { numRuns: 1_300, ...patience },
  );
  expect(played).toBeGreaterThan(100_000);
}, 300_000);

test("whatever happened before, once nothing more does, everybody serves or has ended", () => {
  fc.assert(
    fc.property(histories, ({ steps, ...first }) => {
      const history = createHistory({ ...first, maxRestarts: 0 });
      watch(history);
      playAll(history, steps);
      history.calm(() => standing(history) === wanted(history));
      expect(standing(history)).toBe(wanted(history));
      expect(answered(history)).toEqual(history.asked);
    }),
    { numRuns: 300, ...patience },
  );
}, 300_000);

test("whatever happened before, a stop answers everybody once and ends the master once", () => {
  fc.assert(
    fc.property(histories, fc.boolean(), ({ steps, ...first }, now) => {
      const history = createHistory(first);
      watch(history);
      playAll(history, steps);
      history.happen({ kind: "stop-requested", now });
      history.calm(() => history.state.workers.size === 0);
      expect(history.wanted("exit")).toHaveLength(1);
      expect(history.state.workers.size).toBe(0);
      expect(answered(history)).toEqual(history.asked);
    }),
    { numRuns: 300, ...patience },
  );
}, 300_000);

/** What there is, in words. */
function standing({ state }: History): string {
  const { phase, workers, scales, queued, drainWaits } = state;
  const states = [...workers.values()].map((worker) => `${worker.id} ${worker.state.kind}`);
  const waiting = [...scales, ...queued, ...drainWaits].map(() => "somebody waits");
  return [phase.kind, ...states.sort(), ...waiting].join();
}

/** What there should be when nothing moves any more. */
function wanted({ state }: History): string {
  return ["serving", ...Array.from({ length: state.target }, (_, id) => `${id} ready`)].join();
}

function answered(history: History): number[] {
  return history
    .wanted("answer")
    .map(({ request }) => request)
    .sort((a, b) => a - b);
}

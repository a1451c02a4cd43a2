/** Random histories of a master: what may happen to it, played only where it makes sense. */

import fc from "fast-check";
import type { MasterCommand, MasterEvent } from "../../../src/serve/supervisor/state.ts";
import type { ScaleChange } from "../../../src/serve/supervisor/scale-state.ts";
import type { WorkerRecord } from "../../../src/serve/supervisor/state.ts";
import { brokenApp, World } from "./world.ts";

type Kind = WorkerRecord["state"]["kind"];

/** One thing that happens; `pick` chooses the worker that it happens to. */
export type Step =
  | { readonly kind: "ready" | "fail" | "crash" | "out" | "gone" | "deaf"; readonly pick: number }
  | {
      readonly kind: "beat";
      readonly pick: number;
      readonly requests: number;
      readonly memory: number;
    }
  /** A second in which everybody beats but one. */
  | { readonly kind: "second"; readonly frozen: number }
  | { readonly kind: "reload"; readonly waitDrained: boolean }
  | { readonly kind: "scale"; readonly change: ScaleChange }
  | { readonly kind: "prepare"; readonly refuse: boolean }
  | { readonly kind: "pass"; readonly duration: number };

const pick = fc.nat(20);
const toWorker = <Name extends string>(kind: Name) => fc.record({ kind: fc.constant(kind), pick });
const change: fc.Arbitrary<ScaleChange> = fc.oneof(
  fc.record({ kind: fc.constant("to" as const), workers: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    kind: fc.constant("by" as const),
    workers: fc.constantFrom(1 as const, -1 as const),
  }),
  fc.constant({ kind: "park" as const }),
);

/** Any step; workers become ready and leave more often than they fail. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: toWorker("ready") },
  { weight: 1, arbitrary: toWorker("fail") },
  { weight: 1, arbitrary: toWorker("crash") },
  { weight: 1, arbitrary: toWorker("out") },
  { weight: 5, arbitrary: toWorker("deaf") },
  { weight: 5, arbitrary: toWorker("gone") },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("beat" as const),
      pick,
      requests: fc.nat(150),
      memory: fc.nat(250),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("second" as const), frozen: pick }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("reload" as const), waitDrained: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("scale" as const), change }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("prepare" as const), refuse: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), duration: fc.nat(4_000) }),
  },
);

const candidates: Readonly<Record<string, readonly Kind[]>> = {
  ready: ["starting"],
  fail: ["starting", "overdue"],
  crash: ["ready", "leaving", "hung"],
  out: ["ready"],
  deaf: ["draining"],
  gone: ["draining", "terminating", "killed", "overdue"],
  beat: ["ready", "leaving", "hung", "draining"],
};

/** A world in which a reload's generation is prepared when the history says so. */
export class History extends World {
  /** Hears of each event with the workers before it and the commands that followed. */
  onTurn: (turn: Turn) => void = () => {};
  #request = 0;
  readonly asked: number[] = [];
  #prepared = 0;

  override happen(event: MasterEvent): readonly MasterCommand[] {
    const before = [...this.state.workers.values()];
    const commands = super.happen(event);
    this.onTurn({ event, before, commands });
    return commands;
  }

  /** Plays one step, if it makes sense now. */
  play(next: Step): void {
    switch (next.kind) {
      case "reload":
        return void this.happen({
          kind: "reload-requested",
          request: this.#ask(),
          waitDrained: next.waitDrained,
        });
      case "scale":
        return void this.happen({
          kind: "scale-requested",
          request: this.#ask(),
          change: next.change,
        });
      case "prepare":
        return this.prepare(next.refuse);
      case "pass":
        return this.pass(next.duration);
      case "second":
        return this.#beatAll(next.frozen);
      default:
        return this.#happenTo(next);
    }
  }

  /** The generation that the reload waits for is prepared or refused. */
  prepare(refuse: boolean): void {
    const { phase } = this.state;
    if (phase.kind !== "reloading" || phase.generation <= this.#prepared) return;
    const { generation } = phase;
    this.#prepared = generation;
    if (refuse) this.happen({ kind: "generation-refused", generation, problem: brokenApp });
    else this.happen({ kind: "generation-prepared", generation });
  }

  /** From now on nothing bad happens: workers start and leave as they are told, for some minutes or until it is true. */
  calm(isOver: () => boolean): void {
    for (let round = 0; round < 400 && !isOver(); round += 1) {
      this.prepare(false);
      for (const worker of this.list("draining")) this.stopAccepting(worker);
      for (const kind of ["draining", "terminating", "killed", "overdue"] as const) {
        for (const worker of this.list(kind)) this.exit(worker);
      }
      const [starting] = this.list("starting");
      if (starting !== undefined) this.happen({ kind: "worker-ready", serial: starting.serial });
      this.#beatAll(Number.NaN);
    }
  }

  #happenTo(
    next: Exclude<Step, { kind: "reload" | "scale" | "prepare" | "pass" | "second" }>,
  ): void {
    const kinds = candidates[next.kind] ?? [];
    const workers = [...this.state.workers.values()].filter(({ state }) =>
      kinds.includes(state.kind),
    );
    const worker = workers[next.pick % workers.length];
    if (worker === undefined) return;
    const { serial } = worker;
    if (next.kind === "ready") this.happen({ kind: "worker-ready", serial });
    else if (next.kind === "out") this.happen({ kind: "worker-wants-out", serial });
    else if (next.kind === "deaf") this.stopAccepting(worker);
    else if (next.kind === "beat") this.beat(worker, next);
    else this.exit(worker, next.kind === "fail" ? brokenApp : undefined);
  }

  #beatAll(frozen: number): void {
    this.pass(1_000);
    for (const worker of this.state.workers.values()) {
      if (worker.serial !== frozen && candidates["beat"]!.includes(worker.state.kind)) {
        this.beat(worker, {});
      }
    }
  }

  #ask(): number {
    this.#request += 1;
    this.asked.push(this.#request);
    return this.#request;
  }
}

/** One event and what came of it. */
export interface Turn {
  readonly event: MasterEvent;
  readonly before: readonly WorkerRecord[];
  readonly commands: readonly MasterCommand[];
}

/** A master's judgement played through on paper: events in, commands recorded, time moved by hand. */

import { bytes, millis, type Problem } from "../../../src/core/index.ts";
import type { Policy } from "../../../src/serve/supervisor/policy.ts";
import { decide, nextDeadline } from "../../../src/serve/supervisor/decide.ts";
import {
  createMasterState,
  type MasterCommand,
  type MasterEvent,
  type MasterState,
  type WorkerRecord,
} from "../../../src/serve/supervisor/state.ts";

/** The numbers of these tests; round, so that deadlines are easy to name. */
export const policy: Policy = {
  workers: 2,
  fixedWorkers: false,
  bootTimeout: millis(5_000),
  gracefulTimeout: millis(3_000),
  shutdownDelay: millis(0),
  heartbeatTimeout: millis(0),
  maxRequests: 0,
  maxRequestsJitter: 0,
  maxLifetime: millis(0),
  maxMemory: bytes(0),
  maxMemoryHard: bytes(0),
  minLifetime: millis(1_000),
  maxRestarts: 0,
  restartWindow: millis(60_000),
  requestTimeout: millis(0),
  seed: 0,
};

/** What an app that cannot be started says. */
export const brokenApp: Problem = {
  code: "APP_IMPORT_FAILED",
  message: "boom (app.ts:3:7)",
  hint: "Mend it.",
  exitCode: 1,
};

/** More ticks than any passage of time in these tests can need. */
const mostTicks = 10_000;

/** Plays events against `decide` and remembers what it wanted. */
export class World {
  state: MasterState;
  at = 0;
  readonly commands: MasterCommand[] = [];
  readonly notes: string[] = [];

  constructor(overrides: Partial<Policy> = {}) {
    this.state = createMasterState({ ...policy, ...overrides });
  }

  /** Lets something happen now; returns what is to be done about it. */
  happen(event: MasterEvent): readonly MasterCommand[] {
    const { state, commands, notes } = decide(this.state, event, this.at);
    this.state = state;
    this.commands.push(...commands);
    this.notes.push(...notes.map(({ level, message }) => `${level}: ${message}`));
    return commands;
  }

  /** Moves time, ticking at each deadline on the way. */
  pass(duration: number): void {
    const end = this.at + duration;
    for (let ticks = 0; ; ticks += 1) {
      const deadline = nextDeadline(this.state);
      if (deadline > end) break;
      if (ticks > mostTicks) throw new Error("ticks keep the master busy without any end");
      this.at = Math.max(this.at, deadline);
      this.happen({ kind: "tick" });
    }
    this.at = end;
  }

  /** Boots and makes every worker ready. */
  boot(): this {
    this.happen({ kind: "boot" });
    this.happen({ kind: "generation-prepared", generation: 1 });
    for (;;) {
      const starting = this.list("starting")[0];
      if (starting === undefined) return this;
      this.happen({ kind: "worker-ready", serial: starting.serial });
    }
  }

  /** Asks for a reload and prepares its generation, if it is its turn. */
  reload(request: number, waitDrained = false): void {
    const commands = this.happen({ kind: "reload-requested", request, waitDrained });
    for (const command of commands) {
      if (command.kind === "prepare-generation") {
        this.happen({ kind: "generation-prepared", generation: command.generation });
      }
    }
  }

  /** The starting worker of the latest generation becomes ready. */
  readyNext(): WorkerRecord {
    const worker = this.list("starting").at(-1);
    if (worker === undefined) throw new Error("no worker is starting");
    this.happen({ kind: "worker-ready", serial: worker.serial });
    return worker;
  }

  exit(worker: WorkerRecord, problem?: Problem): readonly MasterCommand[] {
    const how = "exited with code 1";
    return this.happen({
      kind: "worker-exited",
      serial: worker.serial,
      problem,
      how,
      lastLine: undefined,
    });
  }

  /** A worker says what it does; a request that it has begun and not answered is `busy` milliseconds old. */
  beat(worker: WorkerRecord, said: { requests?: number; memory?: number; busy?: number }): void {
    const { requests = 0, memory = 0, busy } = said;
    const oldest = busy === undefined ? undefined : { route: "GET /slow", age: busy };
    const beat = { requests, memory, oldest };
    this.happen({ kind: "worker-beat", serial: worker.serial, beat });
  }

  stopAccepting(worker: WorkerRecord): void {
    this.happen({ kind: "worker-stopped-accepting", serial: worker.serial });
  }

  /** Workers in a state, oldest first. */
  list(kind: WorkerRecord["state"]["kind"]): WorkerRecord[] {
    return [...this.state.workers.values()].filter(({ state }) => state.kind === kind);
  }

  /** Commands of one kind, in order. */
  wanted<Kind extends MasterCommand["kind"]>(kind: Kind): Extract<MasterCommand, { kind: Kind }>[] {
    return this.commands.filter(
      (command): command is Extract<MasterCommand, { kind: Kind }> => command.kind === kind,
    );
  }
}

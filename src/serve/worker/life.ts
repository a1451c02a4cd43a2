/** A worker's life: load the app, start, listen, beat, drain in three phases, leave. */

import {
  type Clock,
  type Millis,
  millis,
  silentLogger,
  toMessage,
  toProblem,
} from "../../core/index.ts";
import { MaintenanceGate } from "../guards/index.ts";
import type { LoadedApp } from "../app/index.ts";
import type { RunningServer } from "../engines/index.ts";
import type { FromWorker, ToWorker, WorkerAssignment } from "../channel/index.ts";
import { type Look, type ProcessUsage, toBeat, toShare } from "./beat.ts";
import { boot, type Booted } from "./boot.ts";
import { load } from "./load.ts";
import { Observation } from "./observation.ts";

/** What a worker can do in its process. */
export interface WorkerPowers {
  readonly clock: Clock;
  /** The project's folder. */
  readonly folder: string;
  /** Resolves when the master has the message, or can no longer get it. */
  send(message: FromWorker): Promise<void>;
  /** Writes to the worker's stderr. */
  report(text: string): void;
  usage(): ProcessUsage;
  exit(code: 0 | 1): void;
}

type Stage =
  | { readonly kind: "waiting" }
  | { readonly kind: "booting" }
  | ({ readonly kind: "serving" } & Booted)
  | ({ readonly kind: "draining" } & Booted)
  | { readonly kind: "leaving" };

/** How often the master hears what the worker is doing. */
const beatInterval: Millis = millis(1_000);
/** How long requests may go on when the master has died. */
const orphanTimeout: Millis = millis(1_000);

/** One worker from its assignment to its exit. */
export class WorkerLife {
  readonly #powers: WorkerPowers;
  #stage: Stage = { kind: "waiting" };
  #observation: Observation | undefined;
  readonly #gate: MaintenanceGate = new MaintenanceGate();

  constructor(powers: WorkerPowers) {
    this.#powers = powers;
  }

  /** Obeys the master. */
  hear(message: ToWorker): void {
    switch (message.kind) {
      case "start":
        void this.#boot(message.assignment);
        return;
      case "check":
        void this.#check(message.assignment);
        return;
      case "drain":
        void this.#drain(message.delay);
        return;
      case "cut":
        void this.#cut();
        return;
      case "maintenance":
        this.#gate.set(message.state);
        void this.#powers.send({ kind: "maintenance-heard", revision: message.revision });
        return;
      case "reopen-logs":
        return this.#observation?.reopenLogs();
      default:
        message satisfies never;
    }
  }

  /** TERM, which is never the master's: it decides when this worker may go, so that its successor is ready first. */
  terminate(): void {
    if (this.#stage.kind === "serving") void this.#powers.send({ kind: "wants-out" });
    else if (this.#stage.kind !== "draining" && this.#stage.kind !== "leaving")
      this.#powers.exit(0);
  }

  /** The process ends, also because the app wants it to: what was not written yet is written now. */
  end(): void {
    this.#observation?.closeNow();
  }

  /** The master is gone: finish what is short, leave soon. */
  orphan(): void {
    const { clock, exit } = this.#powers;
    clock.after(orphanTimeout, () => exit(1));
    if (this.#stage.kind === "serving") void this.#drain(millis(0));
    else this.terminate();
  }

  async #boot(assignment: WorkerAssignment): Promise<void> {
    if (this.#stage.kind !== "waiting") return;
    this.#stage = { kind: "booting" };
    this.#gate.set(assignment.maintenance);
    const { folder, send, exit } = this.#powers;
    try {
      this.#observation = await Observation.begin(assignment, this.#powers);
      const { logger, onCompleted } = this.#observation;
      const booted = await boot(assignment, { folder, logger, onCompleted, gate: this.#gate });
      this.#stage = { kind: "serving", ...booted };
      const { description, file } = booted;
      await send({ kind: "ready", description, file });
      this.#beat(booted.server);
    } catch (error) {
      this.#stage = { kind: "leaving" };
      await send({ kind: "failed", problem: toProblem(error) });
      exit(1);
    }
  }

  async #check(assignment: WorkerAssignment): Promise<void> {
    if (this.#stage.kind !== "waiting") return;
    this.#stage = { kind: "leaving" };
    const { folder, send, report, exit } = this.#powers;
    try {
      const logger = { ...silentLogger, warn: report };
      const { description, file } = await load(assignment, { folder, logger });
      await send({ kind: "ready", description, file });
      exit(0);
    } catch (error) {
      await send({ kind: "failed", problem: toProblem(error) });
      exit(1);
    }
  }

  #beat(server: RunningServer, before?: Look): void {
    const { clock, send } = this.#powers;
    if (this.#stage.kind === "leaving") return;
    const usage = this.#powers.usage();
    const look = { at: clock.now(), cpuTime: usage.cpuTime };
    void send(toBeat(server, usage, before === undefined ? 0 : toShare(before, look)));
    clock.after(beatInterval, () => this.#beat(server, look));
  }

  async #drain(delay: Millis): Promise<void> {
    const stage = this.#stage;
    if (stage.kind !== "serving") return;
    this.#stage = { ...stage, kind: "draining" };
    if (delay > 0) await this.#powers.clock.sleep(delay);
    const drained = stage.server.drain();
    await this.#powers.send({ kind: "stopped-accepting" });
    await drained;
    await this.#leave(stage.app);
  }

  async #cut(): Promise<void> {
    const stage = this.#stage;
    if (stage.kind !== "serving" && stage.kind !== "draining") return this.terminate();
    await stage.server.close();
    await this.#leave(stage.app);
  }

  async #leave(app: LoadedApp): Promise<void> {
    if (this.#stage.kind === "leaving") return;
    this.#stage = { kind: "leaving" };
    try {
      await app.stop?.();
    } catch (error) {
      this.#observation?.logger.error(`stop() failed: ${toMessage(error)}`);
    }
    await this.#observation?.close();
    this.#powers.exit(0);
  }
}

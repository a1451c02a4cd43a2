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
import type { RunningServer } from "../engines/index.ts";
import type { FromWorker, LoadedFile, ToWorker, WorkerAssignment } from "../channel/index.ts";
import { type Look, type ProcessUsage, toBeat, toShare } from "./beat.ts";
import { boot, type Booted } from "./boot.ts";
import { load } from "./load.ts";
import { Observation } from "./observation.ts";

/** What a worker can do in its process. */
export interface WorkerPowers {
  readonly clock: Clock;
  /** The project's folder. */
  readonly folder: string;
  /** Its variables. */
  readonly env?: Readonly<Record<string, string | undefined>>;
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
  /** At the last beat. */
  #look: Look | undefined;
  /** Requests that the last beat told of. */
  #requests = 0;
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
        void this.#drain(message.delay, message.endsService ?? false);
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
    const stage = this.#stage;
    if (stage.kind === "serving" || stage.kind === "draining") void this.#tell(stage.server);
    this.#observation?.closeNow();
  }

  /** The master is gone: finish what is short, leave soon. */
  orphan(): void {
    const { clock, exit } = this.#powers;
    clock.after(orphanTimeout, () => exit(1));
    if (this.#stage.kind === "serving") void this.#drain(millis(0), true);
    else this.terminate();
  }

  async #boot(assignment: WorkerAssignment): Promise<void> {
    if (this.#stage.kind !== "waiting") return;
    this.#stage = { kind: "booting" };
    this.#gate.set(assignment.maintenance);
    const { folder, env, send, exit } = this.#powers;
    try {
      this.#observation = await Observation.begin(assignment, this.#powers);
      const { logger, onCompleted, health } = this.#observation;
      const onLoaded = (files: readonly LoadedFile[]) => void send({ kind: "loaded", files });
      const booted = await boot(assignment, {
        folder,
        env,
        logger,
        onCompleted,
        health,
        onLoaded,
        gate: this.#gate,
      });
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

  #beat(server: RunningServer): void {
    if (this.#stage.kind === "leaving") return;
    void this.#tell(server);
    this.#powers.clock.after(beatInterval, () => this.#beat(server));
  }

  /** Tells the master what was done and measured by now. */
  #tell(server: RunningServer): Promise<void> {
    const { health } = this.#observation ?? {};
    const usage = this.#powers.usage();
    const look = { at: this.#powers.clock.now(), cpuTime: usage.cpuTime };
    const share = this.#look === undefined ? 0 : toShare(this.#look, look);
    this.#look = look;
    const beat = toBeat(server, usage, share);
    // A probe counts as answered before its server has counted it.
    this.#requests = Math.max(this.#requests, beat.requests - (health?.answered ?? 0));
    const metrics = this.#observation?.readMetrics();
    return this.#powers.send({ ...beat, requests: this.#requests, ...(metrics && { metrics }) });
  }

  async #drain(delay: Millis, endsService: boolean): Promise<void> {
    const stage = this.#stage;
    if (stage.kind !== "serving") return;
    if (endsService) this.#observation?.health?.endService();
    this.#stage = { ...stage, kind: "draining" };
    if (delay > 0) await this.#powers.clock.sleep(delay);
    const drained = stage.server.drain();
    await this.#powers.send({ kind: "stopped-accepting" });
    await drained;
    await this.#leave(stage);
  }

  async #cut(): Promise<void> {
    const stage = this.#stage;
    if (stage.kind !== "serving" && stage.kind !== "draining") return this.terminate();
    await stage.server.close();
    await this.#leave(stage);
  }

  async #leave({ app, server }: Booted): Promise<void> {
    if (this.#stage.kind === "leaving") return;
    this.#stage = { kind: "leaving" };
    try {
      await app.stop?.();
    } catch (error) {
      this.#observation?.logger.error(`stop() failed: ${toMessage(error)}`);
    }
    await this.#observation?.close();
    // The last second's numbers, so that the sums are true.
    await this.#tell(server);
    this.#powers.exit(0);
  }
}

/** What a worker tells of itself beside its answers: access log, application log, metrics, profiles, health. */

import { resolve } from "node:path";
import type { Clock, Logger, WorkerMetrics } from "../../core/index.ts";
import type { CompletedRequest } from "../../http/index.ts";
import type { WorkerAssignment } from "../channel/index.ts";
import {
  type AccessLog,
  createAppLog,
  type ObserveSettings,
  openAccessLog,
  Profiler,
  WorkerMeter,
} from "../observe/index.ts";
import { HealthProbe } from "../pipeline/index.ts";

/** What it needs of the process. */
export interface ObservationPowers {
  readonly clock: Clock;
  readonly folder: string;
  /** Writes to the worker's stderr. */
  report(text: string): void;
}

type CompletionHearer = (completed: CompletedRequest) => void;

/** What there is where it is wanted. */
interface Observers {
  readonly accessLog?: AccessLog | undefined;
  readonly profiler?: Profiler | undefined;
  readonly meter?: WorkerMeter | undefined;
  readonly health?: HealthProbe | undefined;
}

/** Everything that is open from before the app is loaded until after it has stopped. */
export class Observation {
  readonly logger: Logger;
  readonly #observers: Observers;

  private constructor(logger: Logger, observers: Observers) {
    this.logger = logger;
    this.#observers = observers;
  }

  /** Opens what is wanted; throws when a file cannot be opened. */
  static async begin(
    { id: worker, settings: given, linePipe }: WorkerAssignment,
    { clock, folder, report: write }: ObservationPowers,
  ): Promise<Observation> {
    // The master has validated them; a worker believes its own master.
    const settings = given as unknown as ObserveSettings;
    const facts = { pid: process.pid, worker };
    const logger = await createAppLog(settings, { facts, prefix: "", write });
    const report = (text: string): void => logger.warn(text);
    const place = { worker, folder, clock, report };
    const accessLog = openAccessLog(settings, { ...place, pipe: linePipe });
    const health = settings.healthPath === "" ? undefined : new HealthProbe(settings.healthPath);
    const meter = settings.adminListen === "" ? undefined : new WorkerMeter().start();
    const observers = { accessLog, meter, health };
    if (settings.profile === "") return new Observation(logger, observers);
    const profile = resolve(folder, settings.profile);
    const profiler = new Profiler({ ...settings, profile }, place);
    await profiler.start();
    return new Observation(logger, { ...observers, profiler });
  }

  /** Absent when nobody wants to hear of requests. */
  get onCompleted(): CompletionHearer | undefined {
    const { meter, accessLog, health } = this.#observers;
    const hear = both(meter?.onCompleted, accessLog?.onCompleted);
    if (hear === undefined || health === undefined) return hear;
    return (completed) => {
      if (!health.has(completed)) hear(completed);
    };
  }

  /** Answers the probes of balancers; absent when nobody asks for it. */
  get health(): HealthProbe | undefined {
    return this.#observers.health;
  }

  /** What was measured since the last call; absent when nobody wants to know. */
  readMetrics(): WorkerMetrics | undefined {
    return this.#observers.meter?.read();
  }

  /** The files were renamed. */
  reopenLogs(): void {
    this.#observers.accessLog?.reopen();
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    const { accessLog, profiler } = this.#observers;
    await Promise.all([accessLog?.close(), profiler?.close()]);
  }

  /** Writes the lines that wait before it returns, because the process ends. */
  closeNow(): void {
    this.#observers.accessLog?.closeNow();
  }
}

function both(
  first: CompletionHearer | undefined,
  second: CompletionHearer | undefined,
): CompletionHearer | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return (completed) => {
    first(completed);
    second(completed);
  };
}

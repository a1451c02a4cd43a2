/** What a worker tells of itself beside its answers: access log, application log, profiles. */

import { resolve } from "node:path";
import type { Clock, Logger } from "../../core/index.ts";
import type { CompletedRequest } from "../../http/index.ts";
import type { WorkerAssignment } from "../channel/index.ts";
import {
  type AccessLog,
  createAppLog,
  type ObserveSettings,
  openAccessLog,
  Profiler,
} from "../observe/index.ts";

/** What it needs of the process. */
export interface ObservationPowers {
  readonly clock: Clock;
  readonly folder: string;
  /** Writes to the worker's stderr. */
  report(text: string): void;
}

/** Everything that is open from before the app is loaded until after it has stopped. */
export class Observation {
  readonly logger: Logger;
  readonly #accessLog: AccessLog | undefined;
  readonly #profiler: Profiler | undefined;

  private constructor(logger: Logger, accessLog?: AccessLog, profiler?: Profiler) {
    this.logger = logger;
    this.#accessLog = accessLog;
    this.#profiler = profiler;
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
    if (settings.profile === "") return new Observation(logger, accessLog);
    const profile = resolve(folder, settings.profile);
    const profiler = new Profiler({ ...settings, profile }, place);
    await profiler.start();
    return new Observation(logger, accessLog, profiler);
  }

  /** Absent when nobody wants to hear of requests. */
  get onCompleted(): ((completed: CompletedRequest) => void) | undefined {
    return this.#accessLog?.onCompleted;
  }

  /** The files were renamed. */
  reopenLogs(): void {
    this.#accessLog?.reopen();
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await Promise.all([this.#accessLog?.close(), this.#profiler?.close()]);
  }

  /** Writes the lines that wait before it returns, because the process ends. */
  closeNow(): void {
    this.#accessLog?.closeNow();
  }
}

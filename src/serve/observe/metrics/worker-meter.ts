/** Everything that one worker measures of itself. Made only where metrics are wanted. */

import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { WorkerMetrics } from "../../../core/index.ts";
import type { CompletedRequest } from "../../../http/index.ts";
import { RequestMeter } from "./request-meter.ts";

/** Milliseconds between two looks at the event loop; each look costs a timer. */
const resolution = 20;

type Delay = ReturnType<typeof monitorEventLoopDelay>;
type Utilization = ReturnType<typeof performance.eventLoopUtilization>;

/** Measures from its start until it is closed. */
export class WorkerMeter implements Disposable {
  readonly #requests = new RequestMeter();
  readonly #delay: Delay = monitorEventLoopDelay({ resolution });
  #utilization: Utilization = performance.eventLoopUtilization();

  /** Starts looking at the event loop. */
  start(): this {
    this.#delay.enable();
    return this;
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
  }

  /** Counts a request that is over. */
  readonly onCompleted = (completed: CompletedRequest): void => this.#requests.count(completed);

  /** What was measured; the event loop's numbers begin anew. */
  read(): WorkerMetrics {
    const { user, system } = process.cpuUsage();
    const { aborted, bodyBytes } = this.#requests;
    return {
      series: this.#requests.read(),
      aborted,
      bodyBytes,
      cpuUser: user / 1e6,
      cpuSystem: system / 1e6,
      heapUsed: process.memoryUsage().heapUsed,
      ...this.#readLoop(),
    };
  }

  #readLoop(): Pick<
    WorkerMetrics,
    "loopDelayMean" | "loopDelayP99" | "loopDelayMax" | "loopUtilization"
  > {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#utilization);
    this.#utilization = now;
    const delay = this.#delay;
    const measured = {
      loopDelayMean: toDelay(delay.mean),
      loopDelayP99: toDelay(delay.percentile(99)),
      loopDelayMax: toDelay(delay.max),
      loopUtilization: Number.isFinite(utilization) ? Math.min(Math.max(utilization, 0), 1) : 0,
    };
    delay.reset();
    return measured;
  }
}

/** Node counts from one look to the next in nanoseconds; without any look the mean is NaN and the largest is none. */
function toDelay(nanoseconds: number): number {
  if (!Number.isFinite(nanoseconds)) return 0;
  return Math.max(0, nanoseconds / 1e9 - resolution / 1e3);
}

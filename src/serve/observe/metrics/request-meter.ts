/** Counts completed requests of one worker: an addition in a fixed table for each, and no object. */

import {
  countedMethods,
  durationBounds,
  type RequestSeries,
  statusClasses,
} from "../../../core/index.ts";
import type { CompletedRequest } from "../../../http/index.ts";

const width = durationBounds.length + 1;
const classes = statusClasses.length;
const boundsInMillis = Float64Array.from(durationBounds, (bound) => bound * 1_000);
const methodIndexes: ReadonlyMap<string, number> = new Map([
  ...countedMethods.slice(0, -2).map((name, index) => [name, index] as const),
  ["", countedMethods.length - 1],
]);
const otherMethod = countedMethods.length - 2;

/** The requests of one worker since its start. */
export class RequestMeter {
  readonly #counts = new Float64Array(countedMethods.length * classes * width);
  readonly #millis = new Float64Array(countedMethods.length * classes);
  #aborted = 0;
  #bodyBytes = 0;

  /** Counts one. */
  count(completed: CompletedRequest): void {
    const { duration } = completed;
    const method = methodIndexes.get(completed.method) ?? otherMethod;
    const status = Math.min(Math.max(Math.trunc(completed.status / 100), 1), classes) - 1;
    const row = method * classes + status;
    let bucket = 0;
    while (bucket < boundsInMillis.length && duration > (boundsInMillis[bucket] ?? 0)) bucket += 1;
    this.#counts[row * width + bucket]! += 1;
    this.#millis[row]! += duration;
    this.#bodyBytes += completed.bytes;
    if (completed.isAborted) this.#aborted += 1;
  }

  /** Requests whose answer was cut. */
  get aborted(): number {
    return this.#aborted;
  }

  /** Bytes of answers' bodies. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /** What there was, a series for each method and class of status. */
  read(): readonly RequestSeries[] {
    return countedMethods.flatMap((method, index) =>
      statusClasses.flatMap((status, offset) => {
        const row = index * classes + offset;
        const buckets = [...this.#counts.subarray(row * width, (row + 1) * width)];
        if (buckets.every((count) => count === 0)) return [];
        return [{ method, status, buckets, seconds: (this.#millis[row] ?? 0) / 1_000 }];
      }),
    );
  }
}

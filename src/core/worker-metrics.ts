/** What a worker measures and its master adds up: fixed labels and fixed buckets, so that no request makes new ones. */

/** Methods that are told apart; `unread` is what was refused before it had one. */
export const countedMethods = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "other",
  "unread",
] as const;

/** Statuses that are told apart. */
export const statusClasses = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** Upper bounds in seconds of how long requests take; what takes longer stands behind the last one. */
export const durationBounds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** The completed requests of one method and one class of status since the worker's start. */
export interface RequestSeries {
  readonly method: (typeof countedMethods)[number];
  readonly status: (typeof statusClasses)[number];
  /** How many fell into each bucket alone; one more than there are bounds. */
  readonly buckets: readonly number[];
  /** What they took together. */
  readonly seconds: number;
}

/** What a worker has measured. Counts go up from its start; the rest is of the time since it told them last. */
export interface WorkerMetrics {
  /** Only what there was. */
  readonly series: readonly RequestSeries[];
  /** Requests whose answer was cut. */
  readonly aborted: number;
  /** Bytes of answers' bodies. */
  readonly bodyBytes: number;
  /** Seconds of processor time. */
  readonly cpuUser: number;
  readonly cpuSystem: number;
  /** Bytes in use of V8's heap. */
  readonly heapUsed: number;
  /** Seconds by which the event loop's timers came late. */
  readonly loopDelayMean: number;
  readonly loopDelayP99: number;
  readonly loopDelayMax: number;
  /** Share of the time in which the event loop was busy, 0 to 1. */
  readonly loopUtilization: number;
}

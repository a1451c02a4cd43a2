/** What a worker says, validated: the app runs in the same process and may send anything. */

import * as z from "zod";
import {
  countedMethods,
  durationBounds,
  longestRoute,
  statusClasses,
  type WorkerMetrics,
} from "../../core/index.ts";
import { type FromWorker, open } from "../channel/index.ts";
import { problemSchema } from "./problem-schema.ts";

/** A worker's message, or undefined for anything else, e.g. what the app itself sends to its parent. */
export function openFromWorker(envelope: unknown): FromWorker | undefined {
  return fromWorkerSchema.safeParse(open(envelope)).data;
}

const count = z.number().int().nonnegative();

const amount = z.number().nonnegative();

const metricsSchema: z.ZodType<WorkerMetrics> = z.object({
  series: z
    .array(
      z.object({
        method: z.enum(countedMethods),
        status: z.enum(statusClasses),
        buckets: z.array(count).length(durationBounds.length + 1),
        seconds: amount,
      }),
    )
    .max(countedMethods.length * statusClasses.length),
  aborted: count,
  bodyBytes: count,
  cpuUser: amount,
  cpuSystem: amount,
  heapUsed: count,
  loopDelayMean: amount,
  loopDelayP99: amount,
  loopDelayMax: amount,
  loopUtilization: amount.max(1),
});

const fromWorkerSchema: z.ZodType<FromWorker> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready"), description: z.string(), file: z.string() }),
  z.object({ kind: z.literal("failed"), problem: problemSchema }),
  z.object({ kind: z.literal("wants-out") }),
  z.object({ kind: z.literal("stopped-accepting") }),
  z.object({ kind: z.literal("maintenance-heard"), revision: count }),
  z.object({
    kind: z.literal("beat"),
    connections: count,
    inFlight: count,
    requests: count,
    refused: count,
    memory: count,
    cpu: z.number().nonnegative(),
    cpuTime: count,
    oldest: z.object({ route: z.string().max(longestRoute), age: z.number() }).optional(),
    // Metrics that make no sense must not cost the beat.
    metrics: metricsSchema.optional().catch(undefined),
  }),
]);

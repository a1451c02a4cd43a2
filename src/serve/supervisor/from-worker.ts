/** What a worker says, validated: the app runs in the same process and may send anything. */

import * as z from "zod";
import { longestRoute } from "../../core/index.ts";
import { type FromWorker, open } from "../channel/index.ts";
import { problemSchema } from "./problem-schema.ts";

/** A worker's message, or undefined for anything else, e.g. what the app itself sends to its parent. */
export function openFromWorker(envelope: unknown): FromWorker | undefined {
  return fromWorkerSchema.safeParse(open(envelope)).data;
}

const count = z.number().int().nonnegative();

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
  }),
]);

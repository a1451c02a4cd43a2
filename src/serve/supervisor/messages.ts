/** What master and worker say to each other: one versioned union each way, validated on receipt. */

import { z } from "zod";
import type { ListenAddress, Millis, Problem } from "../../core/index.ts";
import { problemSchema } from "./problem-schema.ts";

/** Both sides are of one release; a master that replaced itself may meet workers of another one. */
export const messageVersion = 1;

/** A socket that the worker inherits. */
export interface InheritedSocket {
  readonly fd: number;
  readonly inode: number;
  readonly address: ListenAddress;
}

/** Everything a worker must know to serve. */
export interface WorkerAssignment {
  /** 0 … workers − 1; a replacement gets the same one. */
  readonly id: number;
  readonly generation: number;
  readonly sockets: readonly InheritedSocket[];
  /** The settings of the rooms that run in a worker, as the launcher resolved them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What a worker is doing. */
export interface WorkerActivity {
  readonly connections: number;
  readonly inFlight: number;
  readonly requests: number;
}

/** Master → worker. */
export type ToWorker =
  | { readonly kind: "start"; readonly assignment: WorkerAssignment }
  /** Serve on for `delay`, then stop accepting and finish what was accepted. */
  | { readonly kind: "drain"; readonly delay: Millis };

/** Worker → master. */
export type FromWorker =
  /** `description` says what it took the app for, for the log. */
  | { readonly kind: "ready"; readonly description: string }
  | { readonly kind: "failed"; readonly problem: Problem }
  | { readonly kind: "stopped-accepting" }
  | ({ readonly kind: "beat" } & WorkerActivity);

const addressSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("tcp"), host: z.string(), port: z.number() }),
  z.object({ kind: z.literal("unix"), path: z.string() }),
]);

const count = z.number().int().nonnegative();

const toWorkerSchema: z.ZodType<ToWorker> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("start"),
    assignment: z.object({
      id: count,
      generation: count,
      sockets: z.array(z.object({ fd: count, inode: z.number(), address: addressSchema })),
      settings: z.record(z.string(), z.unknown()),
    }),
  }),
  z.object({ kind: z.literal("drain"), delay: count as unknown as z.ZodType<Millis> }),
]);

const fromWorkerSchema: z.ZodType<FromWorker> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready"), description: z.string() }),
  z.object({ kind: z.literal("failed"), problem: problemSchema }),
  z.object({ kind: z.literal("stopped-accepting") }),
  z.object({ kind: z.literal("beat"), connections: count, inFlight: count, requests: count }),
]);

/** A message in its envelope. */
export interface Envelope {
  readonly landfall: typeof messageVersion;
  readonly message: unknown;
}

/** Puts a message into its envelope. */
export function seal(message: ToWorker | FromWorker): Envelope {
  return { landfall: messageVersion, message };
}

/** A master's message, or undefined for anything else that came over the channel. */
export function openToWorker(envelope: unknown): ToWorker | undefined {
  return open(toWorkerSchema, envelope);
}

/** A worker's message, or undefined for anything else, e.g. what the app itself sends to its parent. */
export function openFromWorker(envelope: unknown): FromWorker | undefined {
  return open(fromWorkerSchema, envelope);
}

const envelopeSchema = z.object({ landfall: z.literal(messageVersion), message: z.unknown() });

function open<Message>(schema: z.ZodType<Message>, envelope: unknown): Message | undefined {
  const outer = envelopeSchema.safeParse(envelope);
  if (!outer.success) return undefined;
  return schema.safeParse(outer.data.message).data;
}

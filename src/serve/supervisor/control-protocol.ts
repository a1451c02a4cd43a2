/** The control socket's language: one JSON object a line, both ways, validated on receipt. */

import { z } from "zod";
import { problemSchema } from "./problem-schema.ts";
import type { ReloadOutcome } from "./state.ts";

/** Raised when an older peer could no longer understand. */
export const controlVersion = 1;

/** What a client asks. */
export type ControlRequest =
  | { readonly kind: "status" }
  | { readonly kind: "reload"; readonly waitDrained: boolean }
  | { readonly kind: "stop" };

/** One worker in a status. */
export interface WorkerStatus {
  readonly id: number;
  /** Absent while the process is being created. */
  readonly pid?: number | undefined;
  readonly generation: number;
  readonly state: "starting" | "ready" | "leaving" | "draining" | "terminating";
  /** Milliseconds since the process was started. */
  readonly age: number;
  readonly connections: number;
  readonly inFlight: number;
  readonly requests: number;
}

/** What a master says of itself. */
export interface MasterStatus {
  readonly pid: number;
  readonly phase: "booting" | "serving" | "reloading" | "stopping";
  readonly generation: number;
  /** Milliseconds since the master was started. */
  readonly uptime: number;
  readonly addresses: readonly string[];
  /** The folder that the current generation runs in. */
  readonly folder: string;
  /** The app's entry, relative to the folder. */
  readonly app: string;
  /** What went wrong last, e.g. why no worker starts. */
  readonly lastError?: string | undefined;
  readonly workers: readonly WorkerStatus[];
}

/** What the master answers. `stop` has no further answer: the connection ends with the master. */
export type ControlReply =
  | { readonly kind: "status"; readonly status: MasterStatus }
  | { readonly kind: "reload"; readonly outcome: ReloadOutcome }
  | { readonly kind: "stopping"; readonly pid: number }
  | { readonly kind: "refused"; readonly reason: string };

const requestSchema: z.ZodType<ControlRequest> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status") }),
  z.object({ kind: z.literal("reload"), waitDrained: z.boolean() }),
  z.object({ kind: z.literal("stop") }),
]);

const outcomeSchema: z.ZodType<ReloadOutcome> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("done"),
    generation: z.number(),
    took: z.number(),
    kept: z.array(z.string()).optional(),
  }),
  z.object({
    kind: z.literal("failed"),
    generation: z.number(),
    problem: problemSchema,
    serving: z.array(z.number()),
  }),
]);

const workerSchema: z.ZodType<WorkerStatus> = z.object({
  id: z.number(),
  pid: z.number().optional(),
  generation: z.number(),
  state: z.enum(["starting", "ready", "leaving", "draining", "terminating"]),
  age: z.number(),
  connections: z.number(),
  inFlight: z.number(),
  requests: z.number(),
});

const statusSchema: z.ZodType<MasterStatus> = z.object({
  pid: z.number(),
  phase: z.enum(["booting", "serving", "reloading", "stopping"]),
  generation: z.number(),
  uptime: z.number(),
  addresses: z.array(z.string()),
  folder: z.string(),
  app: z.string(),
  lastError: z.string().optional(),
  workers: z.array(workerSchema),
});

const replySchema: z.ZodType<ControlReply> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status"), status: statusSchema }),
  z.object({ kind: z.literal("reload"), outcome: outcomeSchema }),
  z.object({ kind: z.literal("stopping"), pid: z.number() }),
  z.object({ kind: z.literal("refused"), reason: z.string() }),
]);

/** Writes one line. */
export function formatControl(message: ControlRequest | ControlReply): string {
  return `${JSON.stringify({ landfall: controlVersion, ...message })}\n`;
}

/** A request, or undefined for a line that is none. */
export function parseControlRequest(line: string): ControlRequest | undefined {
  return parse(requestSchema, line);
}

/** A reply, or undefined for a line that is none. */
export function parseControlReply(line: string): ControlReply | undefined {
  return parse(replySchema, line);
}

const versionSchema = z.looseObject({ landfall: z.literal(controlVersion) });

function parse<Message>(schema: z.ZodType<Message>, line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return versionSchema.safeParse(value).success ? schema.safeParse(value).data : undefined;
  } catch {
    return undefined;
  }
}

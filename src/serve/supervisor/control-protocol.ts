/** The control socket's language: one JSON object a line, both ways, validated on receipt. */

import { z } from "zod";
import { problemSchema } from "./problem-schema.ts";
import { mostWorkers, type ScaleOutcome } from "./scale-state.ts";
import type { ReloadOutcome } from "./state.ts";
import { type UpgradeOutcome, upgradeSchema } from "./upgrade-outcome.ts";
import type { KillRecord } from "./vitals.ts";

/** Raised when an older peer could no longer understand. */
export const controlVersion = 1;

/** What a client asks. */
export type ControlRequest =
  | { readonly kind: "status" }
  | { readonly kind: "reload"; readonly waitDrained: boolean }
  | { readonly kind: "scale"; readonly workers: number }
  | { readonly kind: "upgrade" }
  | { readonly kind: "stop" };

/** One worker in a status. */
export interface WorkerStatus {
  readonly id: number;
  /** Absent while the process is being created. */
  readonly pid?: number | undefined;
  readonly generation: number;
  readonly state: "starting" | "ready" | "leaving" | "hung" | "draining" | "terminating";
  /** Milliseconds since the process was started. */
  readonly age: number;
  readonly connections: number;
  readonly inFlight: number;
  readonly requests: number;
  /** Requests that were refused before the app heard of them; absent in what an older master says. */
  readonly refused?: number | undefined;
  /** Resident bytes at the last beat; 0 before the first. */
  readonly memory: number;
}

/** A worker that was sent KILL. */
export interface KillStatus extends KillRecord {
  readonly pid?: number | undefined;
  /** When, as ISO 8601. */
  readonly at: string;
}

/** What a master says of itself. */
export interface MasterStatus {
  readonly pid: number;
  /** The process that was started, when another one than the master: it keeps sockets and pid. */
  readonly stem?: number | undefined;
  readonly phase: "booting" | "serving" | "reloading" | "scaling" | "stopping";
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
  /** How many workers are asked for. */
  readonly target: number;
  /** How many a reload brings back when WINCH stopped them all. */
  readonly parked?: number | undefined;
  /** The last ones, the newest at the end. */
  readonly kills: readonly KillStatus[];
  readonly workers: readonly WorkerStatus[];
}

/** What the master answers. `stop` has no further answer: the connection ends with the master. */
export type ControlReply =
  | { readonly kind: "status"; readonly status: MasterStatus }
  | { readonly kind: "reload"; readonly outcome: ReloadOutcome }
  | { readonly kind: "scale"; readonly outcome: ScaleOutcome }
  | { readonly kind: "upgrade"; readonly outcome: UpgradeOutcome }
  | { readonly kind: "stopping"; readonly pid: number; readonly stem?: number | undefined }
  | { readonly kind: "refused"; readonly reason: string };

const requestSchema: z.ZodType<ControlRequest> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status") }),
  z.object({ kind: z.literal("reload"), waitDrained: z.boolean() }),
  z.object({ kind: z.literal("scale"), workers: z.number().int().min(1).max(mostWorkers) }),
  z.object({ kind: z.literal("upgrade") }),
  z.object({ kind: z.literal("stop") }),
]);

const reloadSchema: z.ZodType<ReloadOutcome> = z.discriminatedUnion("kind", [
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

const scaleSchema: z.ZodType<ScaleOutcome> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("scaled"), workers: z.number(), was: z.number(), took: z.number() }),
  z.object({ kind: z.literal("not-scaled"), workers: z.number(), problem: problemSchema }),
]);

const workerSchema: z.ZodType<WorkerStatus> = z.object({
  id: z.number(),
  pid: z.number().optional(),
  generation: z.number(),
  state: z.enum(["starting", "ready", "leaving", "hung", "draining", "terminating"]),
  age: z.number(),
  connections: z.number(),
  inFlight: z.number(),
  requests: z.number(),
  refused: z.number().optional(),
  memory: z.number(),
});

const killSchema: z.ZodType<KillStatus> = z.object({
  id: z.number(),
  generation: z.number(),
  reason: z.enum(["boot-timeout", "hung", "max-memory-hard", "graceful-timeout"]),
  age: z.number(),
  silence: z.number(),
  memory: z.number(),
  route: z.string().optional(),
  pid: z.number().optional(),
  at: z.string(),
});

const statusSchema: z.ZodType<MasterStatus> = z.object({
  pid: z.number(),
  stem: z.number().optional(),
  phase: z.enum(["booting", "serving", "reloading", "scaling", "stopping"]),
  generation: z.number(),
  uptime: z.number(),
  addresses: z.array(z.string()),
  folder: z.string(),
  app: z.string(),
  lastError: z.string().optional(),
  target: z.number(),
  parked: z.number().optional(),
  kills: z.array(killSchema),
  workers: z.array(workerSchema),
});

const replySchema: z.ZodType<ControlReply> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status"), status: statusSchema }),
  z.object({ kind: z.literal("reload"), outcome: reloadSchema }),
  z.object({ kind: z.literal("scale"), outcome: scaleSchema }),
  z.object({ kind: z.literal("upgrade"), outcome: upgradeSchema }),
  z.object({ kind: z.literal("stopping"), pid: z.number(), stem: z.number().optional() }),
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

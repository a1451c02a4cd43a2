/** The control socket's language: one JSON object a line, both ways, validated on receipt. */

import * as z from "zod";
import type { MaintenanceState, Problem } from "../../core/index.ts";
import { type LogLine, mostKeptLines } from "./kept-lines.ts";
import { type MasterStatus, statusSchema } from "./master-status.ts";
import { problemSchema } from "./problem-schema.ts";
import { mostWorkers, type ScaleOutcome } from "./scale-state.ts";
import type { ReloadOutcome } from "./state.ts";
import { type UpgradeOutcome, upgradeSchema } from "./upgrade-outcome.ts";

/**
 * Raised only when a request or reply changes its meaning. New requests, new replies and new members do not raise it:
 * members that a peer does not know are ignored, and a request that it does not know is refused with a reason.
 */
export const controlVersion = 1;

/** What a client asks. */
export type ControlRequest =
  | { readonly kind: "status" }
  | { readonly kind: "reload"; readonly waitDrained: boolean }
  | { readonly kind: "scale"; readonly workers: number }
  | { readonly kind: "upgrade" }
  | ({ readonly kind: "maintenance" } & MaintenanceRequest)
  | { readonly kind: "stop" }
  /** `follow` goes on with further replies until one of the two leaves. */
  | { readonly kind: "logs"; readonly lines: number; readonly follow: boolean };

/** Whether the site shall be open; `until` is ISO 8601. */
export interface MaintenanceRequest {
  readonly action: "on" | "off" | "status";
  readonly reason?: string | undefined;
  readonly until?: string | undefined;
}

/** What became of it. */
export type MaintenanceOutcome =
  | {
      readonly kind: "done";
      readonly state: MaintenanceState;
      /** Whether that is another state than before. */
      readonly changed: boolean;
      /** The file whose presence closes the site. */
      readonly file: string;
      /** Process ids of workers that serve and have not confirmed it. */
      readonly silent: readonly number[];
    }
  | { readonly kind: "failed"; readonly problem: Problem };

/** What the master answers. `stop` has no further answer: the connection ends with the master. */
export type ControlReply =
  | { readonly kind: "status"; readonly status: MasterStatus }
  | { readonly kind: "reload"; readonly outcome: ReloadOutcome }
  | { readonly kind: "scale"; readonly outcome: ScaleOutcome }
  | { readonly kind: "upgrade"; readonly outcome: UpgradeOutcome }
  | { readonly kind: "maintenance"; readonly outcome: MaintenanceOutcome }
  | { readonly kind: "stopping"; readonly pid: number; readonly stem?: number | undefined }
  | { readonly kind: "logs"; readonly lines: readonly LogLine[] }
  /** Looks the same in every version. */
  | { readonly kind: "refused"; readonly reason: string };

/** As many characters as fit a page. */
export const longestReason = 2_000;

/** What a master understands. */
export const requestSchema: z.ZodType<ControlRequest> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status") }),
  z.object({ kind: z.literal("reload"), waitDrained: z.boolean() }),
  z.object({ kind: z.literal("scale"), workers: z.number().int().min(1).max(mostWorkers) }),
  z.object({ kind: z.literal("upgrade") }),
  z.object({
    kind: z.literal("maintenance"),
    action: z.enum(["on", "off", "status"]),
    reason: z.string().max(longestReason).optional(),
    until: z.iso.datetime().optional(),
  }),
  z.object({ kind: z.literal("stop") }),
  z.object({
    kind: z.literal("logs"),
    lines: z.number().int().min(0).max(mostKeptLines),
    follow: z.boolean(),
  }),
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

const lineSchema: z.ZodType<LogLine> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("worker"),
    at: z.string(),
    worker: z.number(),
    stream: z.enum(["stdout", "stderr"]),
    text: z.string(),
  }),
  z.object({
    kind: z.literal("master"),
    at: z.string(),
    level: z.enum(["info", "warn", "error"]),
    text: z.string(),
  }),
]);

const maintenanceSchema: z.ZodType<MaintenanceOutcome> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("done"),
    state: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("open") }),
      z.object({
        kind: z.literal("closed"),
        since: z.string(),
        reason: z.string().optional(),
        until: z.string().optional(),
      }),
    ]),
    changed: z.boolean(),
    file: z.string(),
    silent: z.array(z.number()),
  }),
  z.object({ kind: z.literal("failed"), problem: problemSchema }),
]);

const refusedSchema = z.object({ kind: z.literal("refused"), reason: z.string() });

/** What a client understands. */
export const replySchema: z.ZodType<ControlReply> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status"), status: statusSchema }),
  z.object({ kind: z.literal("reload"), outcome: reloadSchema }),
  z.object({ kind: z.literal("scale"), outcome: scaleSchema }),
  z.object({ kind: z.literal("upgrade"), outcome: upgradeSchema }),
  z.object({ kind: z.literal("maintenance"), outcome: maintenanceSchema }),
  z.object({ kind: z.literal("stopping"), pid: z.number(), stem: z.number().optional() }),
  z.object({ kind: z.literal("logs"), lines: z.array(lineSchema) }),
  refusedSchema,
]);

/** Writes one line. */
export function formatControl(message: ControlRequest | ControlReply): string {
  return `${JSON.stringify({ landfall: controlVersion, ...message })}\n`;
}

/** A request, or why it is none that this master understands. */
export function parseControlRequest(line: string): ControlRequest | Misunderstanding {
  const { version, value } = open(line);
  const request = version === controlVersion ? requestSchema.safeParse(value).data : undefined;
  return request ?? { kind: "misunderstood", version, reason: explain(version, value) };
}

/** A reply, or why it is none that this client understands. A refusal is understood in every version. */
export function parseControlReply(line: string): ControlReply | Misunderstanding {
  const { version, value } = open(line);
  const schema = version === controlVersion ? replySchema : refusedSchema;
  const reply = schema.safeParse(value).data;
  return reply ?? { kind: "misunderstood", version, reason: explain(version, value) };
}

/** A line that says nothing to this version. */
export interface Misunderstanding {
  readonly kind: "misunderstood";
  /** The version that it is in, if it is in one at all. */
  readonly version: number | undefined;
  readonly reason: string;
}

const envelopeSchema = z.looseObject({ landfall: z.number() });

function open(line: string): { version: number | undefined; value: unknown } {
  try {
    const value: unknown = JSON.parse(line);
    return { version: envelopeSchema.safeParse(value).data?.landfall, value };
  } catch {
    return { version: undefined, value: undefined };
  }
}

const kindSchema = z.looseObject({ kind: z.string().max(100) });

function explain(version: number | undefined, value: unknown): string {
  if (version === undefined) return "not a line of the control protocol";
  if (version !== controlVersion)
    return `it is in version ${version} of the control protocol, and not in ${controlVersion}`;
  const { kind } = kindSchema.safeParse(value).data ?? {};
  return `nothing that version ${controlVersion} of this Landfall knows, or with wrong members: ${JSON.stringify(kind)}`;
}

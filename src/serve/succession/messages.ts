/** What the process that was started and a successor of its master say to each other: one versioned union each way. */

import * as z from "zod";
import type { ListenAddress, Problem } from "../../core/index.ts";
import { problemSchema, type UpgradeOutcome, upgradeSchema } from "../supervisor/index.ts";

/** Raised when a successor of another release could no longer understand; that upgrade then fails, and nothing else. */
export const successionVersion = 1;

/** Tells a process that it is to succeed the master; its value is the version that the master speaks. */
export const successionVariable = "LANDFALL_SUCCEEDS";

/** A socket that the successor finds at descriptor 3, 4, … in this order. */
export interface OfferedSocket {
  readonly address: ListenAddress;
  readonly inode: number;
  /** The one worker that it is for; absent when all of them share it. */
  readonly worker?: number | undefined;
}

/** What a successor is given. */
export interface Offer {
  readonly sockets: readonly OfferedSocket[];
  /** The path of the control socket, which it takes once it serves. */
  readonly control: string;
  /** How many workers there are, if somebody has changed their number. */
  readonly workers?: number | undefined;
  /** What the started process obeys to its end, by setting. */
  readonly kept: Readonly<Record<string, unknown>>;
}

/** An offer, and whose it is. */
export interface ChildOffer extends Offer {
  /** The process that was started. */
  readonly stem: number;
}

/** Started process → successor. */
export type ToSuccessor =
  | ({ readonly kind: "offer" } & Offer)
  /** Take the control socket's path: you are the master now. */
  | { readonly kind: "take" }
  /** Another one has taken over: let your workers finish, and leave. */
  | { readonly kind: "leave" }
  | { readonly kind: "answer"; readonly request: number; readonly outcome: UpgradeOutcome };

/** Successor → started process. */
export type FromSuccessor =
  | { readonly kind: "hello" }
  | { readonly kind: "failed"; readonly problem: Problem }
  /** Every worker is ready. */
  | { readonly kind: "ready" }
  | { readonly kind: "taken" }
  /** It was told to stop, and wants no successor. */
  | { readonly kind: "stopping" }
  /** Nobody accepts any more: the sockets may be closed for good. */
  | { readonly kind: "closed" }
  /** Somebody asked it for a successor. */
  | { readonly kind: "wanted"; readonly request: number; readonly workers?: number | undefined };

/** Puts a message into its envelope. */
export function sealSuccession(message: ToSuccessor | FromSuccessor): object {
  return { succession: successionVersion, message };
}

/** What a successor says; undefined for anything that is not of this version. */
export function openFromSuccessor(envelope: unknown): FromSuccessor | undefined {
  return fromSuccessor.safeParse(openEnvelope(envelope)).data;
}

/** What the started process says; undefined for anything that is not of this version. */
export function openToSuccessor(envelope: unknown): ToSuccessor | undefined {
  return toSuccessor.safeParse(openEnvelope(envelope)).data;
}

const envelopeSchema = z.object({
  succession: z.literal(successionVersion),
  message: z.unknown(),
});

function openEnvelope(envelope: unknown): unknown {
  return envelopeSchema.safeParse(envelope).data?.message;
}

const addressSchema: z.ZodType<ListenAddress> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("tcp"), host: z.string(), port: z.number() }),
  z.object({ kind: z.literal("unix"), path: z.string() }),
]);

const workersSchema = z.number().int().positive().optional();

const toSuccessor: z.ZodType<ToSuccessor> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("offer"),
    sockets: z.array(
      z.object({ address: addressSchema, inode: z.number(), worker: z.number().optional() }),
    ),
    control: z.string(),
    workers: workersSchema,
    kept: z.record(z.string(), z.unknown()),
  }),
  z.object({ kind: z.literal("take") }),
  z.object({ kind: z.literal("leave") }),
  z.object({ kind: z.literal("answer"), request: z.number(), outcome: upgradeSchema }),
]);

const fromSuccessor: z.ZodType<FromSuccessor> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hello") }),
  z.object({ kind: z.literal("failed"), problem: problemSchema }),
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("taken") }),
  z.object({ kind: z.literal("stopping") }),
  z.object({ kind: z.literal("closed") }),
  z.object({ kind: z.literal("wanted"), request: z.number(), workers: workersSchema }),
]);

/** What a master says of itself and its workers: the types, and the schema that a client reads it with. */

import * as z from "zod";
import type { KillRecord } from "./vitals.ts";

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
  /** Share of one processor between its last two beats: 0.5 is half of it, 2 are two whole ones. */
  readonly cpu: number;
  /** Milliseconds of processor time since its start. */
  readonly cpuTime: number;
  /** How often the worker of this id was replaced without a reload, by reason. */
  readonly restarts: RestartCounts;
  /** Where it listens alone; absent when all workers share what is listened on. */
  readonly addresses?: readonly string[] | undefined;
}

/** How often something was the reason, e.g. `{ crash: 1, "max-requests": 12 }`. */
export type RestartCounts = Readonly<Record<string, number>>;

/** A worker that was sent KILL. */
export interface KillStatus extends KillRecord {
  readonly pid?: number | undefined;
  /** When, as ISO 8601. */
  readonly at: string;
}

/** A reload that is over. */
export interface ReloadStatus {
  readonly generation: number;
  readonly outcome: "done" | "failed" | "interrupted";
  /** When it ended, as ISO 8601. */
  readonly at: string;
  /** Milliseconds. */
  readonly took: number;
  /** Why it failed. */
  readonly reason?: string | undefined;
}

/** A socket that the master holds. */
export interface ListenerStatus {
  readonly address: string;
  /** The one worker that it is for; absent when all share it. */
  readonly worker?: number | undefined;
  /** Connections that wait to be accepted; absent where the system does not tell, as for unix sockets. */
  readonly waiting?: number | undefined;
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
  readonly listeners: readonly ListenerStatus[];
  /** Resident bytes of the master itself. */
  readonly memory: number;
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
  /** The last ones, the newest at the end. */
  readonly reloads: readonly ReloadStatus[];
  /** How often workers of all ids were replaced without a reload, by reason. */
  readonly restarts: RestartCounts;
  readonly workers: readonly WorkerStatus[];
}

const countsSchema: z.ZodType<RestartCounts> = z.record(z.string(), z.number());

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
  cpu: z.number().default(0),
  cpuTime: z.number().default(0),
  restarts: countsSchema.default({}),
  addresses: z.array(z.string()).optional(),
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

const reloadSchema: z.ZodType<ReloadStatus> = z.object({
  generation: z.number(),
  outcome: z.enum(["done", "failed", "interrupted"]),
  at: z.string(),
  took: z.number(),
  reason: z.string().optional(),
});

const listenerSchema: z.ZodType<ListenerStatus> = z.object({
  address: z.string(),
  worker: z.number().optional(),
  waiting: z.number().optional(),
});

/** A status as it comes; what an older master does not say yet has a default. */
export const statusSchema: z.ZodType<MasterStatus> = z.object({
  pid: z.number(),
  stem: z.number().optional(),
  phase: z.enum(["booting", "serving", "reloading", "scaling", "stopping"]),
  generation: z.number(),
  uptime: z.number(),
  addresses: z.array(z.string()),
  listeners: z.array(listenerSchema).default([]),
  memory: z.number().default(0),
  folder: z.string(),
  app: z.string(),
  lastError: z.string().optional(),
  target: z.number(),
  parked: z.number().optional(),
  kills: z.array(killSchema),
  reloads: z.array(reloadSchema).default([]),
  restarts: countsSchema.default({}),
  workers: z.array(workerSchema),
});

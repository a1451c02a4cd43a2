/** What master and worker say to each other: one versioned union each way. */

import type {
  ListenAddress,
  MaintenanceState,
  Millis,
  Problem,
  RunningRequest,
  WorkerMetrics,
} from "../../core/index.ts";

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
  /** All settings as they were resolved; the worker takes what its rooms obey. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether the site is open as the worker starts; absent is open. */
  readonly maintenance?: MaintenanceState | undefined;
  /** The descriptor of a pipe whose lines the master puts on standard output; absent when nobody wants them. */
  readonly linePipe?: number | undefined;
}

/** What a worker is doing. */
export interface WorkerActivity {
  readonly connections: number;
  readonly inFlight: number;
  /** Answered since its start. Health probes do not count. */
  readonly requests: number;
  /** Requests that were refused before the app heard of them. */
  readonly refused: number;
  /** Resident memory in bytes. */
  readonly memory: number;
  /** Share of one processor since the last beat, and milliseconds of processor time since its start. */
  readonly cpu: number;
  readonly cpuTime: number;
  /** The oldest one that the app has not answered. */
  readonly oldest?: RunningRequest | undefined;
  /** What it has measured; absent when nobody wants to know. */
  readonly metrics?: WorkerMetrics | undefined;
}

/** Master → worker. */
export type ToWorker =
  | { readonly kind: "start"; readonly assignment: WorkerAssignment }
  /** Load everything, say `ready` and leave, without starting the app or listening. */
  | { readonly kind: "check"; readonly assignment: WorkerAssignment }
  /**
   * Serve on for `delay`, then stop accepting and finish what was accepted. `endsService`: nobody serves after it, which
   * balancers that ask are told.
   */
  | { readonly kind: "drain"; readonly delay: Millis; readonly endsService?: boolean }
  /** Log files were renamed: open them again. */
  | { readonly kind: "reopen-logs" }
  /** The site is closed or open from now on; the worker confirms the revision when it obeys. */
  | { readonly kind: "maintenance"; readonly revision: number; readonly state: MaintenanceState }
  /** Cut what is left and leave. */
  | { readonly kind: "cut" };

/** Worker → master. */
export type FromWorker =
  /** `description` says what it took the app for, for the log; `file` is the app's entry. */
  | { readonly kind: "ready"; readonly description: string; readonly file: string }
  | { readonly kind: "failed"; readonly problem: Problem }
  /** Somebody else sent TERM: the worker asks to be replaced and serves on. */
  | { readonly kind: "wants-out" }
  | { readonly kind: "stopped-accepting" }
  | { readonly kind: "maintenance-heard"; readonly revision: number }
  | ({ readonly kind: "beat" } & WorkerActivity);

/** A message in its envelope. */
export interface Envelope {
  readonly landfall: typeof messageVersion;
  readonly message: unknown;
}

/** Puts a message into its envelope. */
export function seal(message: ToWorker | FromWorker): Envelope {
  return { landfall: messageVersion, message };
}

/**
 * A master's message, or undefined for an envelope of another version. A worker believes the rest: nobody but the
 * process that started it can write to its channel.
 */
export function openToWorker(envelope: unknown): ToWorker | undefined {
  return open(envelope) as ToWorker | undefined;
}

/** The inside of an envelope of this version, not yet validated; undefined for anything else. */
export function open(envelope: unknown): unknown {
  if (typeof envelope !== "object" || envelope === null || !("landfall" in envelope))
    return undefined;
  const { landfall, message } = envelope as Partial<Envelope>;
  return landfall === messageVersion ? message : undefined;
}

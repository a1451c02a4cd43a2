/** What the clients saw: counts, latencies, every loss, every POST that was sent, who answered with which version. */

import type { Answer } from "./answer.ts";
import type { Connection } from "./connection.ts";
import { RequestFailure } from "./failure.ts";

/** A part of the run whose latencies are counted apart. */
export type Stage = "quiet" | "reloading";

/** A lost request and who lost it. */
export interface Loss {
  readonly client: string;
  readonly failure: RequestFailure;
}

/** A POST that was sent; `answered` turns true with its 200. */
export interface SentPost {
  readonly digest: string;
  answered: boolean;
}

/** What every answer of the proof's app says. */
export interface Told {
  readonly version: number;
  readonly pid: number;
  readonly token: string;
  readonly digest?: string;
}

/** Collects what all clients of one run see. */
export class Tally {
  readonly losses: Loss[] = [];
  readonly posts: Map<string, SentPost> = new Map();
  /** The pids that answered, by version. */
  readonly sightings: Map<number, Set<number>> = new Map();
  readonly latencies: Record<Stage, number[]> = { quiet: [], reloading: [] };
  readonly portUses: Map<number, number> = new Map();
  stage: Stage = "quiet";
  connections = 0;
  /** Straddling clients by kind and what became of them. */
  readonly straddles: Map<string, number> = new Map();
  /** Kept-alive connections that the server ended while idle: allowed, and counted. */
  idleEnds = 0;
  /** The version that a returned reload has promised; a connection made from now on may see none before it. */
  promised = 1;

  /** Counts the uses of a local port; the first is 1. */
  readonly countPort = (port: number): number => {
    this.connections += 1;
    const use = (this.portUses.get(port) ?? 0) + 1;
    this.portUses.set(port, use);
    return use;
  };

  /** Requests with a complete, right answer. */
  get requests(): number {
    return this.latencies.quiet.length + this.latencies.reloading.length;
  }

  /** Notes a request that was answered as it should be, begun at `startedAt`. */
  answered(told: Told, startedAt: number): void {
    this.latencies[this.stage].push(performance.now() - startedAt);
    this.saw(told);
  }

  /** Notes which process answered with which version. */
  saw(told: Told): void {
    const pids = this.sightings.get(told.version) ?? new Set();
    this.sightings.set(told.version, pids.add(told.pid));
  }

  /** Notes what became of a straddling client. */
  straddled(name: string, end: "answered" | "ended"): void {
    const key = `${name} ${end}`;
    this.straddles.set(key, (this.straddles.get(key) ?? 0) + 1);
  }

  /** Notes a loss; what is no `RequestFailure` is a fault of the harness and thrown on. */
  lost(client: string, error: unknown): void {
    if (!(error instanceof RequestFailure)) throw error;
    this.losses.push({ client, failure: error });
  }
}

/** What a request expects of its answer. */
export interface Expected {
  readonly token: string;
  readonly digest?: string;
  /** The version that was promised when its connection was made. */
  readonly version: number;
}

/** Reads what an answer says; throws a `RequestFailure` when it is not what this request must get. */
export function readTold(answer: Answer, connection: Connection, expected: Expected): Told {
  const text = answer.body.toString();
  if (answer.status !== 200) throw connection.failure("status", `${answer.status} ${text}`);
  const told = parseTold(text);
  if (told === undefined) throw connection.failure("content", text);
  if (told.token !== expected.token || told.digest !== expected.digest) {
    throw connection.failure("content", `expected ${JSON.stringify(expected)}, got ${text}`);
  }
  if (told.version < expected.version) {
    throw connection.failure(
      "stale",
      `a connection made after version ${expected.version} was ready got version ${told.version} from ${told.pid}`,
    );
  }
  return told;
}

function parseTold(text: string): Told | undefined {
  try {
    return JSON.parse(text) as Told;
  } catch {
    return undefined;
  }
}

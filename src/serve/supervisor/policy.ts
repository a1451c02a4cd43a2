/** The numbers that `decide` obeys, taken from the settings. */

import { type Bytes, bytes, type Millis } from "../../core/index.ts";
import type { SupervisorSettings } from "./options.ts";

/** Everything that is decided by a number. 0 means no limit. */
export interface Policy {
  /** How many workers there are at first. */
  readonly workers: number;
  /** Each worker has a port of its own, so that there can be neither more nor fewer. */
  readonly fixedWorkers: boolean;
  readonly bootTimeout: Millis;
  readonly gracefulTimeout: Millis;
  readonly shutdownDelay: Millis;
  /** How long a worker's beat may be missing. */
  readonly heartbeatTimeout: Millis;
  /** Requests after which a worker is replaced, and up to how many more it may serve. */
  readonly maxRequests: number;
  readonly maxRequestsJitter: number;
  readonly maxLifetime: Millis;
  /** Resident memory: above the first a worker is replaced, above the second it is killed. */
  readonly maxMemory: Bytes;
  readonly maxMemoryHard: Bytes;
  /** No limit replaces a worker that is younger. */
  readonly minLifetime: Millis;
  /** After how many unasked ends within the window the master gives up. */
  readonly maxRestarts: number;
  readonly restartWindow: Millis;
  /** How long the app may take to begin an answer; a worker that still has the request twice as long is replaced. */
  readonly requestTimeout: Millis;
  /** What makes one master's jitter differ from another's. */
  readonly seed: number;
}

/** What the policy needs besides the supervisor's own settings. */
export interface PolicyFacts {
  readonly workers: number;
  readonly requestTimeout: Millis;
  readonly seed: number;
}

/** The hard limit of memory is this many times the soft one where nobody says otherwise. */
const hardFactor = 2;

/** Takes what `decide` obeys. */
export function toPolicy(settings: SupervisorSettings, facts: PolicyFacts): Policy {
  const { bootTimeout, gracefulTimeout, shutdownDelay, heartbeatTimeout } = settings;
  const { maxRequests, maxRequestsJitter, maxLifetime, minLifetime, maxMemory } = settings;
  const { maxRestarts, restartWindow, maxMemoryHard } = settings;
  return {
    ...facts,
    fixedWorkers: settings.ports.length > 0,
    bootTimeout,
    gracefulTimeout,
    shutdownDelay,
    heartbeatTimeout,
    maxRequests,
    maxRequestsJitter,
    maxLifetime,
    minLifetime,
    maxMemory,
    maxRestarts,
    restartWindow,
    maxMemoryHard: maxMemoryHard === 0 ? bytes(maxMemory * hardFactor) : maxMemoryHard,
  };
}

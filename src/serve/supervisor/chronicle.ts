/** What a status tells of the past: how often workers were replaced and why, the last reloads and the last KILLs. */

import type { KillStatus, ReloadStatus, RestartCounts } from "./master-status.ts";
import type { Occurrence } from "./occurrences.ts";

/** KILLs and reloads that a status tells of. */
const kept = 10;

/** Remembers what is bounded: a number for each worker id and reason, and the last of the rest. */
export class Chronicle {
  readonly #restarts = new Map<number, Map<string, number>>();
  #reloads: readonly ReloadStatus[] = [];
  #kills: readonly KillStatus[] = [];

  /** Notes what happened `at` this time of the clock that `decide` is given. */
  note(occurrence: Occurrence, at: number): void {
    switch (occurrence.kind) {
      case "restart":
        return this.#count(occurrence.worker, occurrence.reason);
      case "reload": {
        const { kind: _, since, ...reload } = occurrence;
        const record = { ...reload, took: Math.round(at - since), at: new Date().toISOString() };
        this.#reloads = [...this.#reloads, record].slice(-kept);
        return;
      }
      case "start":
      case "kill":
        return;
      default:
        occurrence satisfies never;
    }
  }

  /** Notes a KILL with what was known of the worker. */
  noteKill(kill: Omit<KillStatus, "at">): void {
    this.#kills = [...this.#kills, { ...kill, at: new Date().toISOString() }].slice(-kept);
  }

  /** The last reloads, the newest at the end. */
  get reloads(): readonly ReloadStatus[] {
    return this.#reloads;
  }

  /** The last KILLs, the newest at the end. */
  get kills(): readonly KillStatus[] {
    return this.#kills;
  }

  /** How often the worker of this id was replaced without a reload, by reason. */
  restartsOf(worker: number): RestartCounts {
    return Object.fromEntries(this.#restarts.get(worker) ?? []);
  }

  /** The same of all ids, also of those that are not asked for any more. */
  get restarts(): RestartCounts {
    const sums = new Map<string, number>();
    for (const counts of this.#restarts.values()) {
      for (const [reason, count] of counts) sums.set(reason, (sums.get(reason) ?? 0) + count);
    }
    return Object.fromEntries(sums);
  }

  #count(worker: number, reason: string): void {
    const counts = this.#restarts.get(worker) ?? new Map<string, number>();
    this.#restarts.set(worker, counts.set(reason, (counts.get(reason) ?? 0) + 1));
  }
}

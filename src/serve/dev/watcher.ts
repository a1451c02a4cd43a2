/** Says once for a burst of changes which files of the app are not as they were loaded. */

import { type Clock, type Millis, millis } from "../../core/index.ts";
import { FolderWatch, isWithin } from "./folder-watch.ts";
import { findBases, findMatches, listFolders } from "./globs.ts";
import type { TrackedFile } from "./loaded-files.ts";
import { missing, stampOf } from "./stamp.ts";
import { dirname } from "node:path";

/** What is watched, and who hears of it. */
export interface WatchPlan {
  /** The project's real folder. */
  readonly folder: string;
  /** Patterns of `--watch`. */
  readonly globs: readonly string[];
  /** How often the files are looked at; 0 where the system tells. */
  readonly interval: Millis;
  readonly clock: Clock;
  /** Absolute paths that were written, replaced, deleted or created, sorted. */
  onChange(files: readonly string[]): void;
  warn(message: string): void;
}

/** How long it must be quiet before a burst counts as over. Editors write within a few milliseconds. */
const quiet: Millis = millis(40);
/** A file that is deleted may be on its way back: how much longer it is waited for. */
const comeback: Millis = millis(60);
/** A burst that does not end is interrupted. */
const longestBurst: Millis = millis(1_000);
/** How often is looked where the system has no more watches. */
const emergencyInterval: Millis = millis(500);

/** Watches files from their first `add` until it is disposed of. */
export class Watcher implements Disposable {
  readonly #plan: WatchPlan;
  readonly #folders: FolderWatch;
  readonly #stamps = new Map<string, string>();
  readonly #bases: readonly string[];
  readonly #touched = new Set<string>();
  #areGlobsTouched = false;
  #burstSince: number | undefined;
  #hasWaited = false;
  #cancel: () => void = () => {};
  #cancelPoll: () => void = () => {};

  constructor(plan: WatchPlan) {
    this.#plan = plan;
    this.#bases = findBases(plan.globs, plan.folder);
    this.#folders = new FolderWatch({
      root: plan.folder,
      onEvent: (path) => this.#hear(path),
      onReplaced: (path) => this.#touchWithin(path),
      onExhausted: ({ message }) => {
        plan.warn(`the system has no more watches (${message}): looking at the files instead`);
        this.#poll(emergencyInterval);
      },
    });
  }

  /** Begins with what the patterns match. */
  start(): this {
    this.#watchBases();
    for (const path of findMatches(this.#plan.globs, this.#plan.folder)) this.#watch(path);
    if (this.#plan.interval > 0) this.#poll(this.#plan.interval);
    return this;
  }

  /** Adds files that are loaded; one that has changed since then is a change. */
  add(files: readonly TrackedFile[]): void {
    for (const { path, stamp } of files) {
      this.#watch(path, stamp);
      if (stampOf(path) !== stamp) this.#touch(path);
    }
  }

  /** Adds files that are read without being loaded, from how they are now; they need not exist. */
  addPaths(paths: readonly string[]): void {
    for (const path of paths) if (!this.#stamps.has(path)) this.#watch(path);
  }

  [Symbol.dispose](): void {
    this.#cancel();
    this.#cancelPoll();
    this.#folders[Symbol.dispose]();
  }

  #watch(path: string, stamp: string = stampOf(path)): void {
    const isNew = !this.#stamps.has(path);
    this.#stamps.set(path, stamp);
    if (isNew && this.#plan.interval === 0) this.#folders.add(dirname(path));
  }

  #watchBases(): void {
    if (this.#plan.interval > 0) return;
    for (const folder of this.#bases.flatMap(listFolders)) this.#folders.add(folder);
  }

  #hear(path: string): void {
    const isMatchable = this.#bases.some((base) => isWithin(path, base));
    if (isMatchable) this.#areGlobsTouched = true;
    if (this.#stamps.has(path)) this.#touch(path);
    else if (isMatchable) this.#schedule(quiet);
  }

  #touchWithin(folder: string): void {
    if (this.#bases.some((base) => isWithin(base, folder) || isWithin(folder, base))) {
      this.#areGlobsTouched = true;
      this.#schedule(quiet);
    }
    for (const path of this.#stamps.keys()) if (isWithin(path, folder)) this.#touch(path);
  }

  #touch(path: string): void {
    this.#touched.add(path);
    this.#schedule(quiet);
  }

  #schedule(delay: Millis): void {
    const now = this.#plan.clock.now();
    this.#burstSince ??= now;
    const left = Math.max(0, this.#burstSince + longestBurst - now);
    this.#cancel();
    this.#cancel = this.#plan.clock.after(millis(Math.min(delay, left)), () => this.#look());
  }

  #look(): void {
    const changed = [...this.#touched].filter((path) => stampOf(path) !== this.#stamps.get(path));
    if (!this.#hasWaited && changed.some((path) => stampOf(path) === missing)) {
      this.#hasWaited = true;
      return this.#schedule(comeback);
    }
    this.#burstSince = undefined;
    this.#hasWaited = false;
    this.#touched.clear();
    const matched = this.#areGlobsTouched ? this.#lookAtGlobs() : [];
    for (const path of changed) this.#stamps.set(path, stampOf(path));
    const files = [...new Set([...changed, ...matched])].sort();
    if (files.length > 0) this.#plan.onChange(files);
  }

  /** Files that the patterns match now and did not before. */
  #lookAtGlobs(): readonly string[] {
    this.#areGlobsTouched = false;
    this.#watchBases();
    const { globs, folder } = this.#plan;
    const fresh = findMatches(globs, folder).filter((path) => !this.#stamps.has(path));
    for (const path of fresh) this.#watch(path);
    return fresh;
  }

  #poll(interval: Millis): void {
    this.#cancelPoll = this.#plan.clock.after(interval, () => {
      this.#areGlobsTouched = this.#bases.length > 0;
      for (const [path, stamp] of this.#stamps) if (stampOf(path) !== stamp) this.#touch(path);
      if (this.#areGlobsTouched) this.#schedule(quiet);
      this.#poll(interval);
    });
  }
}

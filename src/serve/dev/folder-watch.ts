/**
 * Tells what happens in folders by one fs.watch each (inotify(7), FSEvents): a file that is replaced, deleted or not there
 * yet is seen by its folder, where a watch of the file itself would be lost. Folders may come and go, too.
 */

import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";

/** What the watching needs, and who hears of it. */
export interface FolderWatchPlan {
  /** Folders above it are not watched for the sake of those in it. */
  readonly root: string;
  /** Something happened at this path. */
  onEvent(path: string): void;
  /** This path, a folder that is watched or leads to one, came, went or was replaced. */
  onReplaced(path: string): void;
  /** The system watches no more for us; said once. */
  onExhausted(error: Error): void;
}

/** Watches every folder that was asked for, and those that lead to it. */
export class FolderWatch implements Disposable {
  readonly #plan: FolderWatchPlan;
  readonly #wanted = new Set<string>();
  readonly #watchers = new Map<string, FSWatcher>();
  #isExhausted = false;

  constructor(plan: FolderWatchPlan) {
    this.#plan = plan;
  }

  /** Watches a folder, which need not exist. */
  add(folder: string): void {
    for (const path of this.#chainOf(folder)) {
      this.#wanted.add(path);
      this.#open(path);
    }
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#wanted.clear();
  }

  /** The folder and those above it up to the root; of one elsewhere, up to the first that exists above it. */
  #chainOf(folder: string): string[] {
    const chain = [folder];
    const { root } = this.#plan;
    for (let path = folder; path !== root && path !== dirname(path);) {
      path = dirname(path);
      chain.push(path);
      if (!path.startsWith(root) && isFolder(path)) break;
    }
    return chain;
  }

  #open(path: string): void {
    if (this.#watchers.has(path) || this.#isExhausted || !isFolder(path)) return;
    try {
      const watcher = watch(path, { persistent: false }, (_kind, name) => this.#hear(path, name));
      watcher.on("error", () => this.#close(path));
      this.#watchers.set(path, watcher);
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException);
    }
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (error.code === "ENOENT" || error.code === "ENOTDIR" || this.#isExhausted) return;
    this.#isExhausted = true;
    this.#plan.onExhausted(error);
  }

  #close(path: string): void {
    this.#watchers.get(path)?.close();
    this.#watchers.delete(path);
  }

  #hear(folder: string, name: string | null): void {
    const path = name === null ? folder : join(folder, name);
    if (this.#wanted.has(path)) this.#replace(path);
    else this.#plan.onEvent(path);
  }

  /** What was watched there may be another folder now, or none. */
  #replace(path: string): void {
    const below = [...this.#wanted].filter((wanted) => isWithin(wanted, path));
    for (const folder of below) this.#close(folder);
    for (const folder of below) this.#open(folder);
    this.#plan.onReplaced(path);
  }
}

/** Whether a path is the folder or in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

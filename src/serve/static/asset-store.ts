/** The files of one folder as far as they are known: looked at again once per interval, within bounds of memory. */

import type { Clock, Millis } from "../../core/index.ts";
import { type Asset, type AssetRules, loadAsset, toState } from "./asset.ts";
import { locate, type LocatedFile } from "./locate.ts";
import { findSiblings } from "./siblings.ts";

/** What stands behind a path. */
export type Found =
  | { readonly kind: "file"; readonly asset: Asset }
  /** A folder with an index, asked for without its slash. */
  | { readonly kind: "folder" }
  | { readonly kind: "missing" }
  | { readonly kind: "forbidden" };

/** How a store looks for files. */
export interface StoreRules extends AssetRules {
  /** Without links. */
  readonly root: string;
  /** The file that answers for a folder; empty for none. */
  readonly index: string;
  readonly precompressed: boolean;
  /** How long the disk is not asked again. */
  readonly interval: Millis;
  /** All contents together, in bytes. */
  readonly maxMemory: number;
  readonly clock: Clock;
}

/** Who is asked for: a path that `parseAssetPath` has read. */
export interface AssetName {
  readonly path: string;
  readonly isFolder: boolean;
}

interface Entry {
  readonly found: Found;
  readonly checkedAt: number;
}

const mostFiles = 10_000;
/** Names that do not exist are an attacker's to invent. */
const mostMisses = 1_000;
const missing: Found = { kind: "missing" };
const forbidden: Found = { kind: "forbidden" };

/** The store of one folder. */
export class AssetStore {
  readonly #rules: StoreRules;
  /** In the order in which they were looked at last. */
  readonly #files = new Map<string, Entry>();
  readonly #misses = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<Found>>();
  #memory = 0;

  constructor(rules: StoreRules) {
    this.#rules = rules;
  }

  /** Bytes of contents that are kept. */
  get memory(): number {
    return this.#memory;
  }

  /** What is known and not too old. */
  peek(name: AssetName): Found | undefined {
    const key = toKey(name);
    const entry = this.#files.get(key) ?? this.#misses.get(key);
    if (entry === undefined) return undefined;
    const { clock, interval } = this.#rules;
    return clock.now() - entry.checkedAt < interval ? entry.found : undefined;
  }

  /** Asks the disk; many who ask for one name at once wait for one answer. */
  look(name: AssetName): Promise<Found> {
    const key = toKey(name);
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const checkedAt = this.#rules.clock.now();
    const looking = this.#look(name, this.#assetOf(key))
      .then((found) => this.#keep(key, { found, checkedAt }))
      .finally(() => this.#pending.delete(key));
    this.#pending.set(key, looking);
    return looking;
  }

  async #look({ path, isFolder }: AssetName, previous: Asset | undefined): Promise<Found> {
    const { root, index } = this.#rules;
    const located = await locate(root, path);
    switch (located.kind) {
      case "file":
        return isFolder ? missing : this.#load(path, located, previous);
      case "folder":
        return this.#lookForIndex(path === "" ? index : `${path}/${index}`, isFolder, previous);
      case "missing":
        return missing;
      case "forbidden":
        return forbidden;
      default:
        return located satisfies never;
    }
  }

  async #lookForIndex(
    path: string,
    isFolder: boolean,
    previous: Asset | undefined,
  ): Promise<Found> {
    const { root, index } = this.#rules;
    if (index === "") return forbidden;
    const located = await locate(root, path);
    if (located.kind !== "file") return forbidden;
    return isFolder ? this.#load(path, located, previous) : { kind: "folder" };
  }

  async #load(path: string, located: LocatedFile, previous: Asset | undefined): Promise<Found> {
    const rules = this.#rules;
    const { identity, isYoung } = toState(located);
    const isSame = previous?.identity === identity && !previous.isYoung && !isYoung;
    const asset = isSame ? previous : await loadAsset(path, located, rules);
    if (!rules.precompressed) return { kind: "file", asset };
    const before = asset.coded;
    const coded = await findSiblings(asset, isSame ? before : [], rules);
    if (coded.length === before.length && coded.every((source, at) => source === before[at])) {
      return { kind: "file", asset };
    }
    return { kind: "file", asset: { ...asset, coded, heads: new Map() } };
  }

  #assetOf(key: string): Asset | undefined {
    const found = this.#files.get(key)?.found;
    return found?.kind === "file" ? found.asset : undefined;
  }

  #keep(key: string, entry: Entry): Found {
    const { found } = entry;
    this.#drop(key);
    if (found.kind !== "file") {
      this.#misses.set(key, entry);
      if (this.#misses.size > mostMisses) this.#misses.delete(oldestOf(this.#misses));
      return found;
    }
    this.#files.set(key, entry);
    this.#memory += memoryOf(found);
    while (this.#memory > this.#rules.maxMemory || this.#files.size > mostFiles) {
      this.#drop(oldestOf(this.#files));
    }
    return found;
  }

  #drop(key: string): void {
    const entry = this.#files.get(key);
    if (entry !== undefined) this.#memory -= memoryOf(entry.found);
    this.#files.delete(key);
    this.#misses.delete(key);
  }
}

function toKey({ path, isFolder }: AssetName): string {
  return isFolder ? `${path}/` : path;
}

function oldestOf(entries: ReadonlyMap<string, Entry>): string {
  return entries.keys().next().value ?? "";
}

function memoryOf(found: Found): number {
  if (found.kind !== "file") return 0;
  const { asset } = found;
  return [asset, ...asset.coded].reduce((sum, { content }) => sum + (content?.byteLength ?? 0), 0);
}

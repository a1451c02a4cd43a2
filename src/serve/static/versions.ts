/** Versions of files: a short hash of the content, computed once for each state of a file. */

import { createHash, type Hash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync } from "node:fs";

/** How many files' versions are remembered. */
const mostVersions = 10_000;
/** Ninety-six bits: enough to tell apart whatever one site has ever served. */
const versionLength = 16;
const chunkBytes = 1_024 * 1_024;

/** The version of content that is in memory. */
export function toVersion(content: Uint8Array): string {
  return finish(startHash().update(content));
}

/** What is known of a state of a file. */
export interface FileState {
  readonly file: string;
  /** See `toIdentity`. */
  readonly identity: string;
  /** So fresh that it may change again without its times showing it: nothing is remembered of it. */
  readonly isYoung: boolean;
}

/** Remembers versions by the states of files; the same for every way in which one is asked for. */
export class Versions {
  readonly #known = new Map<string, string>();
  readonly #pending = new Map<string, Promise<string>>();

  /** At once when it is known. */
  peek({ identity }: FileState): string | undefined {
    return this.#known.get(identity);
  }

  /** Takes what somebody else has computed. */
  remember({ identity, isYoung }: FileState, version: string): void {
    if (isYoung) return;
    const oldest = this.#known.size < mostVersions ? undefined : this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(identity, version);
  }

  /** Reads the file; many who ask at once wait for one reading. */
  compute(state: FileState): Promise<string> {
    const known = this.#pending.get(state.identity);
    if (known !== undefined) return known;
    const computing = this.#compute(state).finally(() => this.#pending.delete(state.identity));
    this.#pending.set(state.identity, computing);
    return computing;
  }

  /** Reads the file now, for templates, which cannot wait. */
  computeSync(state: FileState): string {
    const known = this.#known.get(state.identity);
    if (known !== undefined) return known;
    const version = readSyncVersion(state.file);
    this.remember(state, version);
    return version;
  }

  async #compute(state: FileState): Promise<string> {
    const hash = startHash();
    for await (const chunk of createReadStream(state.file, { highWaterMark: chunkBytes })) {
      hash.update(chunk as Uint8Array);
    }
    const version = finish(hash);
    this.remember(state, version);
    return version;
  }
}

/** The hash that versions are made of. */
export function startHash(): Hash {
  return createHash("sha256");
}

/** A version of what went into the hash. */
export function finish(hash: Hash): string {
  return hash.digest("base64url").slice(0, versionLength);
}

function readSyncVersion(file: string): string {
  const hash = startHash();
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const fd = openSync(file, "r");
  try {
    for (let count = -1; count !== 0;) {
      count = readSync(fd, buffer);
      hash.update(buffer.subarray(0, count));
    }
  } finally {
    closeSync(fd);
  }
  return finish(hash);
}

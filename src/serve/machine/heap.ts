/** How large a worker's V8 heap may grow, so that the garbage collector acts before the kernel kills. */

import { type Bytes, bytes, formatSize, megabytes } from "../../core/index.ts";

/** What the cap depends on. */
export interface HeapFacts {
  /** `--worker-heap`; 0 to derive it. */
  readonly asked: Bytes;
  /** The limit of the control group, if there is one. */
  readonly memoryLimit: Bytes | undefined;
  readonly workers: number;
  /** Node's own flags of every worker, and NODE_OPTIONS. */
  readonly nodeFlags: readonly string[];
}

/** A cap, and the reason to print. */
export interface HeapPlan {
  readonly heap: Bytes;
  readonly reason: string;
}

/** What the master takes. */
const masterMemory = megabytes(64);
/** The rest of a worker's share is for buffers, code and threads. */
const heapShare = 0.7;
/** Node's own most; more is slow to collect and has to be asked for. */
const most = megabytes(4_096);
/** Below this Node hardly starts. */
const least = megabytes(32);

/** The cap, or undefined where Node's own is left alone: no limit to derive it from, or the user's own flag. */
export function planHeap({
  asked,
  memoryLimit,
  workers,
  nodeFlags,
}: HeapFacts): HeapPlan | undefined {
  if (nodeFlags.some((flag) => isHeapFlag(flag))) return undefined;
  if (asked > 0) return { heap: asked, reason: "--worker-heap" };
  if (memoryLimit === undefined) return undefined;
  // While one is replaced there is one more.
  const share = (memoryLimit - masterMemory) / (workers + 1);
  const heap = Math.min(
    most,
    Math.max(least, Math.floor((share * heapShare) / megabytes(1)) * megabytes(1)),
  );
  const limit = formatSize(megabytes(Math.floor(memoryLimit / megabytes(1))));
  return { heap: bytes(heap), reason: `the memory limit is ${limit}` };
}

/**
 * The flag for Node. `--max-old-space-size` would leave the young generation out, which may take 192 MB more: on a
 * small machine twice of what was meant.
 */
export function toHeapFlag(heap: Bytes): string {
  return `--max-heap-size=${Math.max(1, Math.floor(heap / megabytes(1)))}`;
}

/** Every spelling that Node takes, alone or with its value. */
function isHeapFlag(flag: string): boolean {
  return /^--max[-_](old[-_]space[-_]size([-_]percentage)?|heap[-_]size)(=|$)/.test(flag);
}

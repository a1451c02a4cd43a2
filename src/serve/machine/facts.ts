/** What this machine, or the part of it that we may use, has: processors, memory, open files. The one reader. */

import { readFileSync } from "node:fs";
import os from "node:os";
import { type Bytes, bytes } from "../../core/index.ts";
import { planCgroupPlaces } from "./cgroup.ts";
import { parseProcessorList } from "./processor-list.ts";
import { readCgroupLimits, type ReadText } from "./limits.ts";
import { parseOpenFiles } from "./open-files.ts";

/** What there is. */
export interface MachineFacts {
  /** Processors of the machine. */
  readonly processors: number;
  /** Those of them that we may run on: affinity and cpuset. */
  readonly allowed: readonly number[];
  /** Processors' worth of time that a control group allows. */
  readonly quota: number | undefined;
  readonly memory: Bytes;
  /** What control groups allow of it. */
  readonly memoryLimit: Bytes | undefined;
  /** How many files a worker may have open. */
  readonly openFiles: number | undefined;
}

/** Looks at the machine; `read` is handed in so that tests can show another one. */
export function readMachine(read: ReadText = readText): MachineFacts {
  const tables = {
    cgroup: read("/proc/self/cgroup") ?? "",
    mountinfo: read("/proc/self/mountinfo") ?? "",
  };
  const limits = readCgroupLimits(planCgroupPlaces(tables), read);
  const memory = os.totalmem();
  const memoryLimit =
    limits.memory !== undefined && limits.memory < memory ? limits.memory : undefined;
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read("/proc/self/status") ?? "")?.[1];
  const everyOne = Array.from({ length: os.availableParallelism() }, (_, index) => index);
  return {
    processors: os.cpus().length || os.availableParallelism(),
    allowed: list === undefined ? everyOne : parseProcessorList(list),
    quota: limits.processors,
    memory: bytes(memory),
    memoryLimit,
    openFiles: parseOpenFiles(read("/proc/self/limits") ?? ""),
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

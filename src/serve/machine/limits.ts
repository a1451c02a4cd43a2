/** What control groups allow: the smallest limit of a group and of those above it, from the files of each. */

import { type Bytes, bytes } from "../../core/index.ts";
import type { CgroupFolder, CgroupPlaces } from "./cgroup.ts";

/** Reads a small text file; undefined where it is missing or may not be read. */
export type ReadText = (path: string) => string | undefined;

/** The limits that hold for this process and all it starts; absent where there is none. */
export interface CgroupLimits {
  /** Processors' worth of time, e.g. 1.5. */
  readonly processors: number | undefined;
  readonly memory: Bytes | undefined;
}

/** Version 1 writes "no limit" as the largest multiple of the page size in 63 bits. */
const noLimit = 2 ** 60;

/** Reads the limits of these groups. */
export function readCgroupLimits(places: CgroupPlaces, read: ReadText): CgroupLimits {
  const memory = smallest(places.memory.map((folder) => memoryLimit(folder, read)));
  return {
    processors: smallest(places.cpu.map((folder) => processorLimit(folder, read))),
    memory: memory === undefined ? undefined : bytes(memory),
  };
}

function processorLimit({ version, path }: CgroupFolder, read: ReadText): number | undefined {
  const [quota, period] =
    version === 2
      ? (read(`${path}/cpu.max`) ?? "").trim().split(" ")
      : [read(`${path}/cpu.cfs_quota_us`), read(`${path}/cpu.cfs_period_us`)];
  const share = toNumber(quota) / toNumber(period);
  return Number.isFinite(share) && share > 0 ? share : undefined;
}

/** Above `memory.high` the kernel slows a group down until it stands still, so that counts as a limit, too. */
function memoryLimit({ version, path }: CgroupFolder, read: ReadText): number | undefined {
  const files = version === 2 ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes"];
  return smallest(
    files.map((file) => {
      const limit = toNumber(read(`${path}/${file}`));
      return limit > 0 && limit < noLimit ? limit : undefined;
    }),
  );
}

/** NaN for `max`, for nothing, and for what is no number. */
function toNumber(text: string | undefined): number {
  return text === undefined || text.trim() === "" ? Number.NaN : Number(text);
}

function smallest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

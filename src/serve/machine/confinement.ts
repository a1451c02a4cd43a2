/** What every worker is started under: processors of its own and an address space, through taskset and prlimit. */

import type { Bytes } from "../../core/index.ts";
import { machineErrors } from "./errors.ts";

/** What was asked for. */
export interface Confinement {
  /** Processors for each worker; 0 leaves it to the system. */
  readonly cpuAffinity: number;
  /** Bytes of address space; 0 for no limit. */
  readonly limitAddressSpace: Bytes;
}

/** What there is to do it with. */
export interface ConfinementTools {
  /** Processors that we may run on. */
  readonly allowed: readonly number[];
  /** The path of a program, if it is installed. */
  find(program: string): string | undefined;
}

/** The words before a worker's command, by its id; throws `PROGRAM_MISSING`. */
export function planConfinement(
  { cpuAffinity, limitAddressSpace }: Confinement,
  { allowed, find }: ConfinementTools,
): (worker: number) => readonly string[] {
  const need = (program: string, option: string): string => {
    const path = find(program);
    if (path === undefined) throw machineErrors.fail.PROGRAM_MISSING({ program, option });
    return path;
  };
  const taskset = cpuAffinity > 0 ? need("taskset", "--cpu-affinity") : undefined;
  const prlimit = limitAddressSpace > 0 ? need("prlimit", "--limit-address-space") : undefined;
  return (worker) => [
    ...(taskset === undefined
      ? []
      : [taskset, "--cpu-list", listProcessors(allowed, { worker, each: cpuAffinity }).join(",")]),
    ...(prlimit === undefined ? [] : [prlimit, `--as=${limitAddressSpace}`]),
  ];
}

/**
 * Flags for Node under a limit of address space: WebAssembly, which `fetch` and `Response` use, reserves 10 GB for each of its
 * memories otherwise.
 */
export function toConfinementFlags({ limitAddressSpace }: Confinement): readonly string[] {
  return limitAddressSpace > 0 ? ["--disable-wasm-trap-handler"] : [];
}

/** Worker 0 gets the first ones, worker 1 the next; where there are too few they begin again. */
export function listProcessors(
  allowed: readonly number[],
  { worker, each }: { readonly worker: number; readonly each: number },
): readonly number[] {
  const count = Math.min(each, allowed.length);
  const picked = Array.from({ length: count }, (_, index) => {
    return allowed[(worker * each + index) % allowed.length] ?? 0;
  });
  return picked.toSorted((a, b) => a - b);
}

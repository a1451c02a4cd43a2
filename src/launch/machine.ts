/** What the machine means for the workers: how many, how large, on which processors, under which limits. */

import type { Settings } from "../config/index.ts";
import type { Logger } from "../core/index.ts";
import {
  type MachineFacts,
  planConfinement,
  planHeap,
  planWorkers,
  toConfinementFlags,
  toHeapFlag,
  warnOfOpenFiles,
} from "../serve/machine/index.ts";
import { findProgram } from "./find-program.ts";

/** What the plan depends on. */
export interface MachineCall {
  readonly settings: Settings;
  readonly facts: MachineFacts;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node's flags of the master, which workers share. */
  readonly nodeArguments: readonly string[];
  readonly logger: Logger;
}

/** What every generation is started with. */
export interface MachinePlan {
  readonly workers: number;
  /** The reasons, for the log. */
  readonly notes: readonly string[];
  readonly nodeArguments: readonly string[];
  /** The words before a worker's command. */
  confine(worker: number): readonly string[];
}

/** Decides, and says why; throws what was asked for and cannot be had. */
export function planMachine({
  settings,
  facts,
  env,
  nodeArguments,
  logger,
}: MachineCall): MachinePlan {
  const { workers, reason } = countWorkers(settings, facts);
  const nodeFlags = [...nodeArguments, ...(env["NODE_OPTIONS"] ?? "").split(/\s+/)];
  const { memoryLimit } = facts;
  const heap = planHeap({ asked: settings.workerHeap, memoryLimit, workers, nodeFlags });
  const flag = heap === undefined ? undefined : toHeapFlag(heap.heap);
  const warning = warnOfOpenFiles(facts.openFiles);
  if (warning !== undefined) logger.warn(warning);
  const find = (program: string) => findProgram(program, env["PATH"] ?? "");
  return {
    workers,
    notes: [
      ...(reason === undefined ? [] : [`workers: ${workers}, because ${reason}`]),
      ...(heap === undefined ? [] : [`workers get ${flag}, because of ${heap.reason}`]),
    ],
    nodeArguments: [
      ...nodeArguments,
      ...(flag === undefined ? [] : [flag]),
      ...toConfinementFlags(settings),
    ],
    confine: planConfinement(settings, { allowed: facts.allowed, find }),
  };
}

function countWorkers(
  { workers, ports }: Settings,
  facts: MachineFacts,
): { readonly workers: number; readonly reason?: string } {
  if (ports.length > 0) return { workers: ports.length };
  return workers === "auto" ? planWorkers(facts) : { workers };
}

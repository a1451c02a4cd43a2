/** What those who asked for a reload are told when it fails, and what the log says of one. */

import type { Problem } from "../../core/index.ts";
import type { ReloadingPhase, ReloadRequest } from "./state.ts";
import { isServing, type Turn } from "./turn.ts";

/** Answers all of them with the problem and with who serves on. */
export function answerFailed(
  turn: Turn,
  requests: readonly ReloadRequest[],
  failure: { readonly generation: number; readonly problem: Problem },
): void {
  const alive = [...turn.workers.values()].filter(isServing).map(({ generation }) => generation);
  const serving = turn.phase.kind === "stopping" ? [] : [...new Set(alive)];
  for (const { request } of requests) {
    const outcome = { kind: "failed", ...failure, serving } as const;
    turn.commands.push({ kind: "answer", request, outcome });
  }
}

/** What a reload has come to, for the log; in development it is a restart of one worker, or of one that stands in. */
export function describeReload(
  { policy, target }: Turn,
  phase: ReloadingPhase,
  took: number,
): string {
  const { generation, failure } = phase;
  if (failure !== undefined) return `the browser is shown the error after ${took} ms`;
  if (policy.inPlace === true) return `started anew, answers after ${took} ms`;
  return `generation ${generation} serves, ${target} workers in ${took} ms`;
}

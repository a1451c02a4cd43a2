/** Whether a service lives and whether it is ready: pure, from what its master says of itself. */

/** What is judged. */
export interface ServiceState {
  readonly phase: "booting" | "serving" | "reloading" | "scaling" | "stopping";
  /** How many workers are asked for. */
  readonly target: number;
  /** The state of each worker process. One that does not beat is no longer `ready`. */
  readonly states: readonly string[];
}

/** A judgement, with its reason. */
export interface Verdict {
  readonly isWell: boolean;
  readonly reason: string;
}

/** A worker that answers requests. */
export function isServing(state: string): boolean {
  return state === "ready" || state === "leaving";
}

/** Whether it is as well as it can be: one that starts or stops is not to be killed for that. */
export function judgeLife({ phase, target, states }: ServiceState): Verdict {
  if (phase === "booting" || phase === "stopping") return { isWell: true, reason: phase };
  if (target === 0) return { isWell: true, reason: "no workers are asked for" };
  return states.some(isServing) ? ok : { isWell: false, reason: "no worker serves" };
}

/** Whether requests may be sent to it. */
export function judgeReadiness({ phase, states }: ServiceState): Verdict {
  if (phase === "stopping") return { isWell: false, reason: "stopping" };
  return states.some(isServing) ? ok : { isWell: false, reason: "no worker is ready" };
}

const ok: Verdict = { isWell: true, reason: "ok" };
